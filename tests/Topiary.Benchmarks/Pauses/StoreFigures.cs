using System.Globalization;
using Topiary.Client;

namespace Topiary.Benchmarks;

/// <summary>What the broker says about its store.</summary>
/// <param name="Compactions">Segments compacted.</param>
/// <param name="LongestCompaction">The longest time for which compaction held a lock.</param>
/// <param name="LongestWriter">The longest time for which writing held a lock.</param>
internal sealed record StoreFigures(long Compactions, TimeSpan LongestCompaction, TimeSpan LongestWriter)
{
    private const string Root = "$SYS/broker/store/";

    /// <summary>Reads what it says next.</summary>
    public static async Task<StoreFigures> ReadAsync()
    {
        await using MqttClient client = MqttClient.Create(new MqttClientOptions { Brokers = [ServerProcess.Address] });
        await client.ConnectAsync();
        var values = new Dictionary<string, long>(StringComparer.Ordinal);
        await foreach (MqttMessage message in client.Messages($"{Root}#"))
        {
            // Retained ones were said before.
            if (!message.Retain && long.TryParse(message.GetText(), NumberStyles.None, CultureInfo.InvariantCulture, out long value))
            {
                values[message.Topic[Root.Length..]] = value;
                if (message.Topic.EndsWith("longest/writer", StringComparison.Ordinal))
                {
                    break;
                }
            }
        }

        return new StoreFigures(values["compactions"], TimeSpan.FromMicroseconds(values["longest/compaction"]), TimeSpan.FromMicroseconds(values["longest/writer"]));
    }
}
