using Topiary.Transport;

namespace Topiary.Runtime.Tests;

/// <summary>Speaks MQTT 3.1.1 only: refuses the first CONNECT, of version 5, as such a broker does, and accepts the second.</summary>
internal sealed class OlderBroker : IAsyncDisposable
{
    private const int ProtocolLevelOffset = 8;

    private readonly MemoryNetwork _network = new();
    private readonly MemoryListener _listener;
    private readonly List<TransportConnection> _connections = [];

    public OlderBroker() => _listener = new MemoryListener(_network, "older");

    public MqttClientOptions Configure(MqttClientOptions options) =>
        options with { Brokers = ["memory:older"], Transports = new TransportRegistry().AddMemory(_network) };

    public async Task StartAsync() => await _listener.StartAsync(CancellationToken.None);

    /// <summary>Answers two connections; gives the versions that they asked for.</summary>
    public async Task<byte[]> ServeAsync() => [await AnswerAsync(1), await AnswerAsync(0)];

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections)
        {
            await connection.DisposeAsync();
        }

        await _listener.DisposeAsync();
    }

    private async Task<byte> AnswerAsync(byte returnCode)
    {
        var connection = (await _listener.AcceptAsync(CancellationToken.None))!;
        _connections.Add(connection);
        var connect = new byte[1024];
        var length = 0;
        while (length <= ProtocolLevelOffset)
        {
            length += await connection.ReceiveAsync(connect.AsMemory(length), CancellationToken.None);
        }

        await connection.SendAsync(new byte[] { 0x20, 2, 0, returnCode }, CancellationToken.None);
        return connect[ProtocolLevelOffset];
    }
}
