using Topiary;

namespace Requests;

public sealed record Reading(int Number, double Celsius);

public sealed record Stored(int Count, double Mean);

/// <summary>An archive of readings that answers questions.</summary>
[MqttContract("archive/{site}")]
public interface IArchive
{
    /// <summary>Stores a reading and says what there is now.</summary>
    [Topic("store", TimeoutMilliseconds = 5000)]
    ValueTask<Stored> StoreAsync(string site, Reading reading, CancellationToken ct = default);

    /// <summary>Takes longer than anybody waits.</summary>
    [Topic("audit", TimeoutMilliseconds = 300)]
    ValueTask<bool> AuditAsync(string site, CancellationToken ct = default);

    /// <summary>Takes long, and says in between how many percent are done.</summary>
    [Topic("compact", TimeoutMilliseconds = 60_000)]
    ValueTask<string> CompactAsync(string site, IProgress<int>? progress = null, CancellationToken ct = default);

    /// <summary>A request that may be repeated without harm: a second one of the same correlation is answered from memory.</summary>
    [Topic("weigh", Idempotent = true)]
    ValueTask<int> WeighAsync(string site, CancellationToken ct = default);

    /// <summary>Readings one by one, for as long as the reader wants them.</summary>
    [Topic("history/{first}/{last}")]
    IAsyncEnumerable<Reading> HistoryAsync(string site, int first, int last, CancellationToken ct = default);
}
