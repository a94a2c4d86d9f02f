using System.Text;
using Topiary.Protocol;

namespace Topiary.Interop.Tests;

/// <summary>Our client on a Mosquitto broker, and with other clients there.</summary>
public sealed class OurClientOnMosquittoTests
{
    private static CancellationToken Deadline => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(4, QoS.AtMostOnce)]
    [InlineData(4, QoS.AtLeastOnce)]
    [InlineData(4, QoS.ExactlyOnce)]
    [InlineData(5, QoS.AtMostOnce)]
    [InlineData(5, QoS.AtLeastOnce)]
    [InlineData(5, QoS.ExactlyOnce)]
    public async Task A_message_comes_back(int version, QoS qos)
    {
        await using var mosquitto = await MosquittoBroker.StartAsync();
        await using var client = await ConnectAsync(mosquitto, version);
        await client.SubscribeAsync("rooms/#", qos, Deadline);
        await using var messages = client.Messages("rooms/#", qos).GetAsyncEnumerator(Deadline);
        var next = messages.MoveNextAsync();
        await client.PublishAsync(new MqttMessage { Topic = "rooms/kitchen", Payload = "hello"u8.ToArray(), QoS = qos }, Deadline);
        Assert.True(await next);
        Assert.Equal("rooms/kitchen", messages.Current.Topic);
        Assert.Equal("hello", Encoding.UTF8.GetString(messages.Current.Payload.Span));
        Assert.Equal(qos, messages.Current.QoS);
    }

    [Fact]
    public async Task Retained_messages_and_properties_arrive()
    {
        await using var mosquitto = await MosquittoBroker.StartAsync();
        await using var client = await ConnectAsync(mosquitto, 5);
        var sent = new MqttMessage
        {
            Topic = "state/a", Payload = "kept"u8.ToArray(), QoS = QoS.AtLeastOnce, Retain = true, ContentType = "text/plain",
            ResponseTopic = "answers/here", CorrelationData = "abc"u8.ToArray(), UserProperties = new UserProperties { { "first", "1" }, { "first", "2" } },
        };
        await client.PublishAsync(sent, Deadline);
        await foreach (var message in client.Messages("state/#").WithCancellation(Deadline))
        {
            Assert.True(message.Retain);
            Assert.Equal("text/plain", message.ContentType);
            Assert.Equal("answers/here", message.ResponseTopic);
            Assert.Equal("abc", Encoding.UTF8.GetString(message.CorrelationData.Span));
            Assert.Equal(sent.UserProperties.ToArray(), message.UserProperties.ToArray());
            break;
        }
    }

    [Fact]
    public async Task Mosquitto_pub_reaches_our_client_and_ours_reaches_mosquitto_sub()
    {
        await using var mosquitto = await MosquittoBroker.StartAsync();
        await using var client = await ConnectAsync(mosquitto, 5);
        await using var messages = client.Messages("to/us", QoS.ExactlyOnce).GetAsyncEnumerator(Deadline);
        await using var sub = PeerProcess.Start(Peer.MosquittoSub, "-d", "-V", "mqttv5", "-h", "127.0.0.1", "-p", $"{mosquitto.Port}", "-q", "2", "-t", "to/them", "-C", "1", "-F", "%q|%p");
        await sub.LineAsync("Subscribed");
        var next = messages.MoveNextAsync();
        await client.PublishAsync(new MqttMessage { Topic = "to/them", Payload = "ours"u8.ToArray(), QoS = QoS.ExactlyOnce }, Deadline);
        await sub.LineAsync("2|ours");
        await PeerProcess.RunAsync(Peer.MosquittoPub, "-V", "mqttv5", "-h", "127.0.0.1", "-p", $"{mosquitto.Port}", "-q", "2", "-t", "to/us", "-m", "theirs");
        Assert.True(await next);
        Assert.Equal("theirs", Encoding.UTF8.GetString(messages.Current.Payload.Span));
    }

    [Fact]
    public async Task A_will_of_ours_is_published_when_we_die()
    {
        await using var mosquitto = await MosquittoBroker.StartAsync();
        await using var sub = PeerProcess.Start(Peer.MosquittoSub, "-d", "-V", "mqttv5", "-h", "127.0.0.1", "-p", $"{mosquitto.Port}", "-q", "1", "-t", "wills/#", "-C", "1", "-F", "%t|%p");
        await sub.LineAsync("Subscribed");
        await using var client = MqttClient.Create(new MqttClientOptions
        {
            Brokers = [mosquitto.Address],
            Will = new MqttWill { Topic = "wills/a", Payload = "gone"u8.ToArray(), QoS = QoS.AtLeastOnce },
        });
        await client.ConnectAsync(Deadline);
        await PeerProcess.RunAsync(Peer.MosquittoPub, "-V", "mqttv5", "-h", "127.0.0.1", "-p", $"{mosquitto.Port}", "-i", client.ClientId, "-t", "takeover", "-m", "x");
        await sub.LineAsync("wills/a|gone");
    }

    private static async Task<MqttClient> ConnectAsync(MosquittoBroker mosquitto, int version)
    {
        var client = MqttClient.Create(new MqttClientOptions
        {
            Brokers = [mosquitto.Address],
            ProtocolVersion = version == 5 ? MqttVersion.V500 : MqttVersion.V311,
        });
        await client.ConnectAsync(Deadline);
        return client;
    }
}
