using System.Runtime.CompilerServices;
using Topiary;

namespace NativeAot;

[MqttHandler]
public sealed class Warehouse(Ledger ledger) : IWarehouse
{
    public ValueTask MovedAsync(Hall hall, Guid shelf, Move move, CancellationToken ct)
    {
        var (change, text) = move switch
        {
            Arrived arrived => (arrived.Count, $"{arrived.Count} {arrived.What} arrived, good until {arrived.BestBefore:yyyy-MM-dd}"),
            Left left => (-left.Count, $"{left.Count} {left.What} left for {left.To}"),
            _ => (0, "nothing"),
        };
        ledger.Stock[(hall, move.What)] = ledger.Stock.GetValueOrDefault((hall, move.What)) + change;
        ledger.Lines.Add(text);
        Console.WriteLine($"handled    {hall} {shelf.ToString()[..8]}: {text}");
        ledger.Changed.Release();
        return default;
    }

    public ValueTask<int> StockAsync(Hall hall, string what, CancellationToken ct) =>
        ledger.Stock.TryGetValue((hall, what), out var count) ? new(count) : throw new MqttRequestException("unknown", $"There are no {what} in hall {hall}.");

    public async IAsyncEnumerable<Line> LinesAsync(Hall hall, [EnumeratorCancellation] CancellationToken ct)
    {
        for (var i = 0; i < ledger.Lines.Count; i++)
        {
            yield return new Line(i + 1, ledger.Lines[i]);
            await Task.Yield();
        }
    }
}
