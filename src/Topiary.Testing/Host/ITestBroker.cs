namespace Topiary.Testing;

/// <summary>What a test host runs over: the broker in memory, or a real one.</summary>
internal interface ITestBroker : IAsyncDisposable
{
    VirtualTime Time { get; }

    MqttFaults Faults { get; }

    PublishLog Log { get; }

    MqttClientOptions Connect(MqttClientOptions options);

    void Watch(MqttClient client);

    string? Obstacle();

    long Activity();

    /// <summary>Waits until what a client has published is back with it, where only the broker can say so.</summary>
    Task FlushAsync(MqttClient client, CancellationToken ct);
}
