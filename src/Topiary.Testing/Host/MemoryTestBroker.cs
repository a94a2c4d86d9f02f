namespace Topiary.Testing;

/// <summary>A test host's broker in memory.</summary>
internal sealed class MemoryTestBroker : ITestBroker
{
    private readonly InMemoryBroker _broker = new();

    public VirtualTime Time => _broker.Time;

    public MqttFaults Faults => _broker.Faults;

    public PublishLog Log => _broker.Log;

    public MqttClientOptions Connect(MqttClientOptions options) => _broker.ConnectHere(options);

    public void Watch(MqttClient client) => _broker.Watch(client);

    public string? Obstacle() => _broker.Obstacle();

    public long Activity() => _broker.Activity();

    public Task FlushAsync(MqttClient client, CancellationToken ct) => Task.CompletedTask;

    public ValueTask DisposeAsync() => _broker.DisposeAsync();
}
