using System.Diagnostics;
using Topiary.Client;

namespace Topiary.Benchmarks;

/// <summary>A publisher that publishes at a constant rate, whatever the broker does, and a subscriber that notes how long each message took.</summary>
internal sealed class PacedLoad : IMessageReceiver, IAsyncDisposable
{
    private const int MostInFlight = 20_000;

    private readonly string _topic;
    private readonly QoS _qos;
    private readonly byte[] _payload;
    private readonly MqttClient _publisher;
    private readonly MqttClient _subscriber;
    private int _received;

    private PacedLoad(string topic, QoS qos, int payloadBytes)
    {
        _topic = topic;
        _qos = qos;
        _payload = new byte[payloadBytes];
        _publisher = MqttClient.Create(Options($"publisher of {topic}") with { OfflineQueue = new OfflineQueueOptions { MaxMessages = MostInFlight } });
        _subscriber = MqttClient.Create(Options($"subscriber of {topic}") with { SessionExpiry = TimeSpan.FromHours(1), CleanStart = false });
    }

    /// <summary>What was measured in the last run.</summary>
    public DeliveryTimes Times { get; } = new();

    /// <summary>Connects both, and subscribes.</summary>
    public static async Task<PacedLoad> StartAsync(string topic, QoS qos, int payloadBytes)
    {
        var load = new PacedLoad(topic, qos, payloadBytes);
        await load._publisher.ConnectAsync();
        await load._subscriber.ConnectAsync();
        await load._subscriber.SubscribeAsync(new SubscriptionSpec(topic, qos), load, CancellationToken.None);
        return load;
    }

    /// <summary>Publishes for some time, and waits until everything has come.</summary>
    public async Task RunAsync(int rate, TimeSpan length)
    {
        Times.Clear();
        _received = 0;
        int sent = 0;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < length && await timer.WaitForNextTickAsync())
        {
            for (int due = (int)(Stopwatch.GetElapsedTime(start).TotalSeconds * rate); sent < due; sent++)
            {
                Publish();
            }
        }

        while (Volatile.Read(ref _received) < sent)
        {
            await timer.WaitForNextTickAsync();
        }
    }

    public void OnMessage(in ReceivedMessage message, MessageReceipt receipt)
    {
        Times.Add(BitConverter.ToInt64(message.Payload.Span));
        receipt.Complete();
        Interlocked.Increment(ref _received);
    }

    public async ValueTask DisposeAsync()
    {
        await _publisher.DisposeAsync();
        await _subscriber.DisposeAsync();
    }

    private static MqttClientOptions Options(string id) => new() { Brokers = [ServerProcess.Address], ClientId = id };

    private void Publish()
    {
        BitConverter.TryWriteBytes(_payload, Stopwatch.GetTimestamp());
        PublishFrame frame = _publisher.RentFrame();
        frame.QoS = _qos;
        frame.AppendTopic(System.Text.Encoding.UTF8.GetBytes(_topic));
        _payload.CopyTo(frame.GetSpan(_payload.Length));
        frame.Advance(_payload.Length);
        ValueTask<MqttPublishResult> publish = _publisher.PublishAsync(frame, CancellationToken.None);
        if (!publish.IsCompletedSuccessfully)
        {
            _ = publish.AsTask();
        }
    }
}
