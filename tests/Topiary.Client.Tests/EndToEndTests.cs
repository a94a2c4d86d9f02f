using Topiary.Broker;
using Topiary.Client.Tests.Scripting;
using Topiary.Protocol;
using Topiary.Transport;

namespace Topiary.Client.Tests;

/// <summary>Client and broker together, over memory and TCP.</summary>
public sealed class EndToEndTests
{
    public static TheoryData<string, MqttVersion> Cases => new()
    {
        { "memory:e2e", MqttVersion.V500 },
        { "memory:e2e", MqttVersion.V311 },
        { "tcp://127.0.0.1:0", MqttVersion.V500 },
        { "tcp://127.0.0.1:0", MqttVersion.V311 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Messages_of_every_qos_arrive_in_order(string address, MqttVersion version)
    {
        var network = new MemoryNetwork();
        await using MqttBroker broker = await BrokerAsync(network, address);
        await using MqttClient subscriber = await ClientAsync(network, broker, version);
        await using MqttClient publisher = await ClientAsync(network, broker, version);
        foreach (QoS qos in new[] { QoS.AtMostOnce, QoS.AtLeastOnce, QoS.ExactlyOnce })
        {
            var receiver = new CollectingReceiver();
            await using IAsyncDisposable subscription = await subscriber.SubscribeAsync(new SubscriptionSpec($"t/{(int)qos}/+", qos), receiver, default).Soon();
            Task<MqttPublishResult>[] publishes = [.. Enumerable.Range(0, 500).Select(i => publisher.PublishAsync($"t/{(int)qos}/x", $"{i}", qos).AsTask())];
            await Task.WhenAll(publishes).Soon();
            for (int i = 0; i < 500; i++)
            {
                (MqttMessage message, _) = await receiver.NextAsync();
                Assert.Equal(($"{i}", qos), (message.GetText(), message.QoS));
            }
        }

        Assert.Equal((0, 0), (publisher.Statistics.InFlight, subscriber.Statistics.Unacknowledged));
    }

    [Fact]
    public async Task Properties_retained_messages_and_unrouted_publishes_work_with_the_broker()
    {
        var network = new MemoryNetwork();
        await using MqttBroker broker = await BrokerAsync(network, "memory:e2e");
        await using MqttClient client = await ClientAsync(network, broker, MqttVersion.V500);
        Assert.True((await client.PublishAsync("nobody", "x").Soon()).NoMatchingSubscribers);
        await client.PublishAsync(new MqttMessage { Topic = "kept", Payload = "v"u8.ToArray(), Retain = true, ContentType = "text/plain", UserProperties = new([new("a", "b")]) }).Soon();
        await using IAsyncEnumerator<MqttMessage> messages = client.Messages("kept").GetAsyncEnumerator();
        Assert.True(await messages.MoveNextAsync().Soon());
        MqttMessage message = messages.Current;
        Assert.Equal(("v", true, "text/plain", "b"), (message.GetText(), message.Retain, message.ContentType, message.UserProperties["a"]));
    }

    [Fact]
    public async Task A_cut_connection_is_resumed_without_losing_or_doubling_qos_2_messages()
    {
        var network = new MemoryNetwork();
        await using MqttBroker broker = await BrokerAsync(network, "memory:e2e");
        await using MqttClient subscriber = await ClientAsync(network, broker, MqttVersion.V500);
        await using MqttClient publisher = await ClientAsync(network, broker, MqttVersion.V500);
        var receiver = new CollectingReceiver();
        await using IAsyncDisposable subscription = await subscriber.SubscribeAsync(new SubscriptionSpec("a", QoS.ExactlyOnce), receiver, default).Soon();
        var publishes = new List<Task<MqttPublishResult>>();
        for (int i = 0; i < 400; i++)
        {
            publishes.Add(publisher.PublishAsync("a", $"{i}", QoS.ExactlyOnce).AsTask());
            if (i % 100 == 50)
            {
                foreach (MemoryLink link in network.Links)
                {
                    link.Cut();
                }
            }
        }

        await Task.WhenAll(publishes).WaitAsync(TimeSpan.FromSeconds(30));
        for (int i = 0; i < 400; i++)
        {
            Assert.Equal($"{i}", await receiver.NextTextAsync());
        }

        Assert.Equal(0, receiver.Waiting);

        // Acknowledgements may come before the client has told that it is connected again.
        await publisher.WaitForConnectedAsync().Soon();
        Assert.True(publisher.Statistics.Reconnects > 0);
    }

    [Fact]
    public async Task Leaving_is_not_taken_for_a_lost_connection()
    {
        var network = new MemoryNetwork();
        await using MqttBroker broker = await BrokerAsync(network, "memory:e2e");
        for (int i = 0; i < 50; i++)
        {
            await using MqttClient client = await ClientAsync(network, broker, MqttVersion.V500);
            var states = new List<MqttClientState>();
            client.StateChanged += (_, change) => states.Add(change.Current);
            await client.DisconnectAsync().Soon();
            Assert.Equal([MqttClientState.Disconnected], states);
        }
    }

    [Fact]
    public async Task Lost_sessions_are_filled_again()
    {
        var network = new MemoryNetwork();
        await using MqttBroker broker = await BrokerAsync(network, "memory:e2e");
        await using MqttClient client = await ClientAsync(network, broker, MqttVersion.V500);
        var receiver = new CollectingReceiver();
        await using IAsyncDisposable subscription = await client.SubscribeAsync(new SubscriptionSpec("a"), receiver, default).Soon();
        var reconnected = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        client.StateChanged += (_, change) =>
        {
            if (change.Current == MqttClientState.Connected)
            {
                reconnected.TrySetResult(change.SessionPresent);
            }
        };
        broker.LoseSessions();
        foreach (MemoryLink link in network.Links)
        {
            link.Cut();
        }

        Assert.False(await reconnected.Task.Soon());
        await client.PublishAsync("a", "after").Soon();
        Assert.Equal("after", await receiver.NextTextAsync());
    }

    private static async Task<MqttBroker> BrokerAsync(MemoryNetwork network, string address)
    {
        var broker = new MqttBroker(new MqttBrokerOptions { Listeners = { address }, MemoryNetwork = network, AllowAnonymous = true });
        await broker.StartAsync();
        return broker;
    }

    private static async Task<MqttClient> ClientAsync(MemoryNetwork network, MqttBroker broker, MqttVersion version)
    {
        MqttClient client = MqttClient.Create(new MqttClientOptions
        {
            Brokers = [broker.Addresses[0]],
            ProtocolVersion = version,
            Transports = TransportRegistry.CreateDefault().AddMemory(network),
            ReconnectDelayMin = TimeSpan.FromMilliseconds(10),
            ReconnectDelayMax = TimeSpan.FromMilliseconds(50),
        });
        await client.ConnectAsync().Soon();
        return client;
    }
}
