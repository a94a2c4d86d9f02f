using Topiary.Protocol;

namespace Topiary.Broker.Tests;

public sealed class WillTests
{
    private static readonly WillMessage s_will = new() { Topic = "will", Payload = "gone"u8.ToArray(), QoS = QoS.AtLeastOnce, Retain = true };

    [Fact]
    public async Task A_will_is_published_when_the_connection_breaks_and_retained_if_asked()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient subscriber = await broker.ConnectAsync("s");
        await subscriber.SubscribeAsync("will", QoS.ExactlyOnce);
        RawClient client = await broker.ConnectAsync("c", with: c => c with { Will = s_will with { Properties = Properties.Block(("k", "v"), "text/y", expiry: 9) } });
        client.Cut();
        PublishPacket message = await subscriber.ReadPublishAsync();
        Assert.Equal(("gone", QoS.AtLeastOnce, false, 9u), (message.Text(), message.QoS, message.Retain, message.Properties.MessageExpiryInterval));
        Assert.Equal("v", message.Properties.UserProperties.ToUserProperties()[0].Value);
        Assert.Equal(1, broker.Broker.GetStatistics().RetainedMessages);
    }

    [Theory]
    [InlineData(MqttVersion.V500, ReasonCode.Success, false)]
    [InlineData(MqttVersion.V500, ReasonCode.DisconnectWithWillMessage, true)]
    [InlineData(MqttVersion.V500, ReasonCode.UnspecifiedError, true)]
    [InlineData(MqttVersion.V311, ReasonCode.Success, false)]
    public async Task Disconnect_decides_about_the_will(MqttVersion version, ReasonCode reason, bool isPublished)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient subscriber = await broker.ConnectAsync("s");
        await subscriber.SubscribeAsync("will");
        RawClient client = await broker.ConnectAsync("c", version, c => c with { Will = s_will });
        await client.SendAsync(new DisconnectPacket { ReasonCode = reason });
        await client.ReadEndAsync();
        Assert.Equal(isPublished ? 1 : 0, (await subscriber.DrainAsync()).Count);
    }

    [Fact]
    public async Task A_protocol_error_sets_the_will_free()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient subscriber = await broker.ConnectAsync("s");
        await subscriber.SubscribeAsync("will");
        RawClient client = await broker.ConnectAsync("c", with: c => c with { Will = s_will });
        await client.SendHexAsync("D0 00");
        Assert.Equal("gone", (await subscriber.ReadPublishAsync()).Text());
    }

    [Fact]
    public async Task A_will_longer_delayed_than_the_session_lives_is_published_when_the_session_ends()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient subscriber = await broker.ConnectAsync("s");
        await subscriber.SubscribeAsync("will");
        RawClient client = await broker.ConnectAsync("c", with: c => c with { SessionExpiryInterval = 10, Will = s_will with { DelayInterval = 1000 } });
        client.Cut();
        await TestBroker.UntilAsync(() => broker.Broker.GetStatistics().Connections == 1, "the connection ended");
        broker.Time.Advance(TimeSpan.FromSeconds(9));
        await subscriber.AssertNothingAsync();
        broker.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("gone", (await subscriber.ReadPublishAsync()).Text());
        broker.Time.Advance(TimeSpan.FromSeconds(2000));
        await subscriber.AssertNothingAsync();
    }

    [Theory]
    [InlineData(0, false, true)] // no delay: published
    [InlineData(5, false, false)] // delayed and the session goes on: not published
    [InlineData(5, true, true)] // delayed, but Clean Start ends the session
    public async Task A_takeover_decides_about_the_will(int delay, bool cleanStart, bool isPublished)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient subscriber = await broker.ConnectAsync("s");
        await subscriber.SubscribeAsync("will");
        RawClient old = await broker.ConnectKeptAsync("c", c => c with { Will = s_will with { DelayInterval = (uint)delay } });
        await broker.ConnectKeptAsync("c", c => c with { CleanStart = cleanStart });
        Assert.Equal(ReasonCode.SessionTakenOver, await old.ReadEndAsync());
        broker.Time.Advance(TimeSpan.FromSeconds(100));
        Assert.Equal(isPublished ? 1 : 0, (await subscriber.DrainAsync()).Count);
    }

    [Fact]
    public async Task A_reconnect_within_the_delay_cancels_the_will()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient subscriber = await broker.ConnectAsync("s");
        await subscriber.SubscribeAsync("will");
        RawClient client = await broker.ConnectKeptAsync("c", c => c with { Will = s_will with { DelayInterval = 10 } });
        client.Cut();
        await TestBroker.UntilAsync(() => broker.Broker.GetStatistics().Connections == 1, "the connection ended");
        broker.Time.Advance(TimeSpan.FromSeconds(9));
        await broker.ConnectKeptAsync("c");
        broker.Time.Advance(TimeSpan.FromSeconds(100));
        await subscriber.AssertNothingAsync();
    }

    [Fact]
    public async Task A_will_that_cannot_be_published_is_refused_at_connect()
    {
        await using TestBroker broker = await TestBroker.StartAsync(o =>
        {
            o.MaximumQoS = QoS.AtMostOnce;
            o.RetainAvailable = false;
        });
        (WillMessage Will, ReasonCode Code)[] cases =
        [
            (s_will, ReasonCode.QoSNotSupported),
            (s_will with { QoS = QoS.AtMostOnce }, ReasonCode.RetainNotSupported),
            (new WillMessage { Topic = "$SYS/x" }, ReasonCode.TopicNameInvalid),
        ];
        foreach ((WillMessage will, ReasonCode code) in cases)
        {
            RawClient client = await broker.OpenAsync();
            await client.SendAsync(new ConnectPacket { ClientId = "c", CleanStart = true, Will = will });
            Assert.Equal(code, ConnAckPacket.Read(await client.ReadAsync(PacketType.ConnAck), MqttVersion.V500).ReasonCode);
        }
    }
}
