using Topiary;

namespace NativeAot;

[MqttContract("warehouse/{hall}")]
public interface IWarehouse
{
    [Topic("shelves/{shelf}/moved", Retain = true)]
    ValueTask MovedAsync(Hall hall, Guid shelf, Move move, CancellationToken ct = default);

    [Topic("stock", TimeoutMilliseconds = 5000)]
    ValueTask<int> StockAsync(Hall hall, string what, CancellationToken ct = default);

    [Topic("lines", TimeoutMilliseconds = 5000)]
    IAsyncEnumerable<Line> LinesAsync(Hall hall, CancellationToken ct = default);
}
