using System.Threading.Channels;

namespace HomeDevices;

/// <summary>Collects what the devices say. Handlers call it from several threads at once.</summary>
public sealed class House
{
    // Full, it makes the handlers wait.
    private readonly Channel<string> _said = Channel.CreateBounded<string>(1000);

    /// <summary>A message arrived typed.</summary>
    public ValueTask Says(string who, string what) => _said.Writer.WriteAsync($"{who}: {what}");

    /// <summary>A message did not fit what its contract declares.</summary>
    public ValueTask CannotRead(string topic, string cause) => _said.Writer.WriteAsync($"NOT UNDERSTOOD {topic}: {cause}");

    public ValueTask<string> NextAsync(CancellationToken ct) => _said.Reader.ReadAsync(ct);
}
