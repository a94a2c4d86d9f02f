using System.Buffers;
using System.Text;
using Topiary.Protocol;

namespace Topiary.Testing;

/// <summary>A test host's real broker. What is published there is recorded by a client of its own that subscribes to everything.</summary>
internal sealed class RealTestBroker : ITestBroker
{
    private readonly MqttClient _recorder;
    private readonly CancellationTokenSource _stopping = new();
    private readonly string _address;
    private Task _recording = Task.CompletedTask;
    private MqttClient? _client;

    private RealTestBroker(string address)
    {
        _address = address;
        _recorder = MqttClient.Create(new MqttClientOptions { Brokers = [address] });
    }

    public VirtualTime Time { get; } = VirtualTime.FollowSystem();

    public MqttFaults Faults => throw new InvalidOperationException("Faults need the broker in memory; this host runs over a real one.");

    public PublishLog Log { get; } = new();

    public static async Task<RealTestBroker> ConnectAsync(string address, CancellationToken ct)
    {
        var broker = new RealTestBroker(address);
        await broker._recorder.ConnectAsync(ct).ConfigureAwait(false);
        await broker._recorder.SubscribeAsync("#", QoS.ExactlyOnce, ct).ConfigureAwait(false);
        broker._recording = broker.RecordAsync();
        return broker;
    }

    public MqttClientOptions Connect(MqttClientOptions options) => options with { Brokers = [_address] };

    public void Watch(MqttClient client) => _client = client;

    public string? Obstacle() => _client?.Statistics switch
    {
        { InFlight: > 0 } statistics => $"the client waits for {statistics.InFlight} acknowledgements",
        { Queued: > 0 } statistics => $"the client has {statistics.Queued} messages to send",
        { Unacknowledged: > 0 } statistics => $"the client has {statistics.Unacknowledged} messages to acknowledge",
        _ => null,
    };

    public long Activity() => _client?.Statistics is { } statistics ? statistics.Published + statistics.Received + statistics.Unacknowledged : 0;

    /// <summary>
    /// Sends a marker through the broker to both clients. A broker delivers to a client in the order in which it accepted, so what was
    /// published before has arrived when the marker has.
    /// </summary>
    public async Task FlushAsync(MqttClient client, CancellationToken ct)
    {
        var topic = $"topiary/idle/{Guid.NewGuid():N}";
        var here = client.Messages(topic).GetAsyncEnumerator(ct);
        await using var closing = here.ConfigureAwait(false);
        var arrived = here.MoveNextAsync().AsTask();
        while (!arrived.IsCompleted)
        {
            // The subscription is made by the enumeration: until it stands the marker finds nobody.
            await _recorder.PublishAsync(topic, ReadOnlyMemory<byte>.Empty, QoS.AtLeastOnce, ct: ct).ConfigureAwait(false);
            await Task.WhenAny(arrived, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, ct)).ConfigureAwait(false);
        }

        await arrived.ConfigureAwait(false);
        while (Log.Matching(topic).Count == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, ct).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _recording.ConfigureAwait(false);
        await _recorder.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task RecordAsync()
    {
        try
        {
            await foreach (var message in _recorder.Messages("#", QoS.ExactlyOnce).WithCancellation(_stopping.Token).ConfigureAwait(false))
            {
                // A retained message was published before the test.
                if (!message.Retain)
                {
                    Log.Add(Record(message));
                }
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private static RecordedMessage Record(MqttMessage message)
    {
        var block = new ArrayBufferWriter<byte>();
        var properties = new PublishPropertiesBuilder(block);
        if (message.ContentType is { } contentType)
        {
            properties.SetContentType(Encoding.UTF8.GetBytes(contentType));
        }

        if (message.ResponseTopic is { } responseTopic)
        {
            properties.SetResponseTopic(Encoding.UTF8.GetBytes(responseTopic));
        }

        if (!message.CorrelationData.IsEmpty)
        {
            properties.SetCorrelationData(message.CorrelationData.Span);
        }

        foreach (var (name, value) in message.UserProperties)
        {
            properties.AddUserProperty(name, value);
        }

        return new RecordedMessage(
            Encoding.UTF8.GetBytes(message.Topic), message.Payload.ToArray(), block.WrittenSpan.ToArray(), message.QoS, message.Retain,
            message.Expiry is { } expiry ? (uint)expiry.TotalSeconds : null);
    }
}
