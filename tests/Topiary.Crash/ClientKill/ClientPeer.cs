using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using Topiary.Broker;
using Topiary.Client;

namespace Topiary.Crash;

/// <summary>The broker of a client that is killed, who publishes to it, and who receives what it publishes.</summary>
internal sealed class ClientPeer : IMessageReceiver, IAsyncDisposable
{
    private readonly MqttBroker _broker = new(new MqttBrokerOptions { Listeners = { "tcp://127.0.0.1:0" }, SystemTopicInterval = TimeSpan.Zero });
    private readonly ConcurrentQueue<int> _received = new();
    private MqttClient? _client;

    /// <summary>Where the broker listens.</summary>
    public IPEndPoint Address => IPEndPoint.Parse(new Uri(_broker.Addresses[0]).Authority);

    /// <summary>The number of the last message that the broker has acknowledged.</summary>
    public int Published { get; private set; }

    /// <summary>What the client has published, as it arrived.</summary>
    public IReadOnlyCollection<int> Received => _received;

    /// <summary>Starts the broker and connects.</summary>
    public async Task StartAsync()
    {
        await _broker.StartAsync();
        _client = MqttClient.Create(new MqttClientOptions { Brokers = [$"mqtt://{Address}"] });
        await _client.ConnectAsync();
        await _client.SubscribeAsync(new SubscriptionSpec("out", QoS.ExactlyOnce), this, CancellationToken.None);
    }

    /// <summary>Publishes the next message.</summary>
    public async Task PublishAsync()
    {
        MqttPublishResult result = await _client!.PublishAsync("in", (Published + 1).ToString(CultureInfo.InvariantCulture), QoS.ExactlyOnce);
        if (result.ReasonCode != ReasonCode.Success)
        {
            throw new InvalidOperationException($"The broker has no session for the client: {result.ReasonCode}.");
        }

        Published++;
    }

    public void OnMessage(in ReceivedMessage message, MessageReceipt receipt)
    {
        _received.Enqueue(int.Parse(Encoding.ASCII.GetString(message.Payload.Span), CultureInfo.InvariantCulture));
        receipt.Complete();
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is not null)
        {
            await _client.DisposeAsync();
        }

        await _broker.DisposeAsync();
    }
}
