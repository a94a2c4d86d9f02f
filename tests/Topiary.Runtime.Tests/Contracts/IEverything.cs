namespace Topiary.Runtime.Tests;

/// <summary>Every message, whatever its payload.</summary>
[MqttContract]
public interface IEverything
{
    [Topic("{**path}")]
    ValueTask AllAsync(string path, ReadOnlyMemory<byte> payload);
}
