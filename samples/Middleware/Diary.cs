using Topiary;

namespace Middleware;

/// <summary>Knows nothing of compression, rations or audits.</summary>
[MqttHandler]
public sealed class Diary(Done done) : IDiary
{
    public ValueTask WriteAsync(string author, string text, CancellationToken ct)
    {
        Console.WriteLine($"handled    {author} wrote {text.Length} characters");
        done.Entries++;
        done.Handled.Release();
        return default;
    }

    public ValueTask<int> CountAsync(string author, CancellationToken ct) => new(done.Entries);
}
