using Topiary.Protocol;
using Topiary.Transport;

namespace Topiary.Broker.Tests;

/// <summary>Each limit against abuse: reached, answered as specified, counted, and nobody else harmed.</summary>
public sealed class AbuseTests
{
    private const string Address = "tcp://192.0.2.1:1000";

    [Fact]
    public async Task A_packet_too_large_before_connect_closes_and_is_counted()
    {
        await using TestBroker broker = await TestBroker.StartAsync(o => o.MaximumConnectPacketSize = 100);
        RawClient other = await broker.ConnectAsync("other");
        RawClient client = await broker.OpenAsync();
        await client.SendHexAsync("10 FF 7F 00");
        Assert.Null(await client.ReadEndAsync());
        await AssertReachedAsync(broker, BrokerLimit.PacketSize, other);
    }

    [Fact]
    public async Task A_packet_too_large_after_connect_ends_with_0x95()
    {
        await using TestBroker broker = await TestBroker.StartAsync(o => o.MaximumPacketSize = 100);
        RawClient other = await broker.ConnectAsync("other");
        RawClient client = await broker.ConnectAsync("c");
        await client.PublishAsync("t", new string('x', 100));
        Assert.Equal(ReasonCode.PacketTooLarge, await client.ReadEndAsync());
        await AssertReachedAsync(broker, BrokerLimit.PacketSize, other);
    }

    [Fact]
    public async Task Connections_in_all_are_limited()
    {
        await using TestBroker broker = await TestBroker.StartAsync(o => o.MaximumConnections = 1);
        RawClient other = await broker.ConnectAsync("other");
        Assert.Null(await (await broker.OpenAsync()).ReadEndAsync());
        await AssertReachedAsync(broker, BrokerLimit.Connections, other);
    }

    [Fact]
    public async Task Connections_of_one_address_are_limited_and_count_until_they_end()
    {
        await using TestBroker broker = await TestBroker.StartAsync(o =>
        {
            o.MaximumConnectionsPerAddress = 2;
            o.AllowAnonymous = true;
        });
        RawClient first = await ConnectFromAsync(broker, Address, "a");
        RawClient other = await ConnectFromAsync(broker, "tcp://192.0.2.1:2000", "b");
        Assert.Null(await OpenFrom(broker, Address).ReadEndAsync());
        await ConnectFromAsync(broker, "tcp://192.0.2.2:1000", "c");
        await AssertReachedAsync(broker, BrokerLimit.ConnectionsPerAddress, other);
        await first.SendAsync(new DisconnectPacket());
        Assert.Null(await first.ReadEndAsync());
        await TestBroker.UntilAsync(() => broker.Broker.GetStatistics().Connections == 2, "the first has gone");
        await ConnectFromAsync(broker, Address, "d");
    }

    [Fact]
    public async Task New_connections_of_one_address_are_limited_by_a_bucket_that_fills_up_again()
    {
        await using TestBroker broker = await TestBroker.StartAsync(o =>
        {
            o.AllowAnonymous = true;
            o.ConnectionRatePerAddress = 2;
            o.ConnectionBurstPerAddress = 3;
        });
        RawClient other = await ConnectFromAsync(broker, Address, "0");
        await ConnectFromAsync(broker, Address, "1");
        await ConnectFromAsync(broker, Address, "2");
        Assert.Null(await OpenFrom(broker, Address).ReadEndAsync());
        broker.Time.Advance(TimeSpan.FromMilliseconds(499));
        Assert.Null(await OpenFrom(broker, Address).ReadEndAsync());
        broker.Time.Advance(TimeSpan.FromMilliseconds(1));
        await ConnectFromAsync(broker, Address, "3");
        await ConnectFromAsync(broker, "tcp://192.0.2.2:1", "4");
        await AssertReachedAsync(broker, BrokerLimit.ConnectionRate, other, times: 2);
    }

    [Theory]
    [InlineData("tcp://192.0.2.1:1000", "192.0.2.1")]
    [InlineData("tcp://[::ffff:192.0.2.1]:1000", "192.0.2.1")]
    [InlineData("wss://[2001:db8:1:2:3:4:5:6]:1000", "20010DB800010002")]
    [InlineData("tcp://127.0.0.1:1000", null)]
    [InlineData("tcp://[::1]:1000", null)]
    [InlineData("memory:client", null)]
    [InlineData("unix:/run/mqtt.sock", null)]
    [InlineData("unknown", null)]
    public void What_counts_as_one_address(string remoteAddress, string? expected) => Assert.Equal(expected, AddressGate.ToKey(remoteAddress));

    [Fact]
    public void Addresses_without_connections_are_forgotten()
    {
        var time = new ManualTime();
        var gate = new AddressGate(new MqttBrokerOptions(), new BrokerClock(time));
        for (int i = 0; i < 20_000; i++)
        {
            Assert.Null(gate.TryEnter($"tcp://10.{i >> 16}.{(i >> 8) & 255}.{i & 255}:1", out RemoteHost? host));
            gate.Leave(host);
            time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.InRange(gate.Count, 1, 3000);
    }

    [Fact]
    public async Task A_peer_that_drips_bytes_of_a_packet_is_disconnected_with_0x8D()
    {
        await using TestBroker broker = await TestBroker.StartAsync(o => o.PacketTimeout = TimeSpan.FromSeconds(20));
        RawClient other = await broker.ConnectAsync("other");
        RawClient client = await broker.ConnectAsync("c", with: c => c with { KeepAlive = 10 });
        await client.SendHexAsync("30 7F");
        for (int i = 0; i < 6; i++)
        {
            broker.Time.Advance(TimeSpan.FromSeconds(5));
            long before = broker.Broker.GetStatistics().BytesReceived;
            await client.SendHexAsync("00");
            await TestBroker.UntilAsync(() => broker.Broker.GetStatistics().BytesReceived > before, "the byte has come");
        }

        broker.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(ReasonCode.KeepAliveTimeout, await client.ReadEndAsync());
        await AssertReachedAsync(broker, BrokerLimit.PacketTime, other);
    }

    [Fact]
    public async Task A_large_packet_that_takes_longer_than_the_keep_alive_gets_through()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient client = await broker.ConnectAsync("c", with: c => c with { KeepAlive = 10 });
        await client.SendHexAsync("32 0A 00 01 74 00");
        for (int i = 0; i < 4; i++)
        {
            broker.Time.Advance(TimeSpan.FromSeconds(8));
            long before = broker.Broker.GetStatistics().BytesReceived;
            await client.SendHexAsync(i == 0 ? "01 00" : "78");
            await TestBroker.UntilAsync(() => broker.Broker.GetStatistics().BytesReceived > before, "the byte has come");
        }

        await client.SendHexAsync("78");
        await client.ReadAckAsync(PacketType.PubAck);
    }

    [Theory]
    [InlineData(MqttVersion.V500)]
    [InlineData(MqttVersion.V311)]
    public async Task Keep_alive_is_capped_for_clients_that_want_none(MqttVersion version)
    {
        await using TestBroker broker = await TestBroker.StartAsync(o =>
        {
            o.MaximumKeepAlive = TimeSpan.FromSeconds(60);
            o.MaximumKeepAliveMqtt3 = TimeSpan.FromSeconds(60);
        });
        RawClient bystander = await broker.ConnectAsync("bystander");
        RawClient client = await broker.ConnectAsync("c", version);
        Assert.Equal(version == MqttVersion.V500 ? (ushort)60 : null, client.ConnAck.ServerKeepAlive);
        broker.Time.Advance(TimeSpan.FromSeconds(89));
        await client.AssertNothingAsync();
        await bystander.AssertNothingAsync();
        broker.Time.Advance(TimeSpan.FromSeconds(45));
        await bystander.AssertNothingAsync();
        broker.Time.Advance(TimeSpan.FromSeconds(45));
        Assert.Equal(version == MqttVersion.V500 ? ReasonCode.KeepAliveTimeout : null, await client.ReadEndAsync());
        Assert.Equal(1, broker.Broker.GetStatistics().LimitsReached[BrokerLimit.KeepAlive]);
        await bystander.StillWorksAsync();
    }

    [Theory]
    [InlineData(MqttVersion.V500, 0, 60, 90)]
    [InlineData(MqttVersion.V500, 65_535, 60, 90)]
    [InlineData(MqttVersion.V500, 60, null, 90)]
    [InlineData(MqttVersion.V500, 20, null, 30)]
    [InlineData(MqttVersion.V311, 0, null, 5400)]
    [InlineData(MqttVersion.V311, 65_535, null, 5400)]
    [InlineData(MqttVersion.V311, 120, null, 180)]
    [InlineData(MqttVersion.V310, 0, null, 5400)]
    public async Task Nobody_is_silent_for_ever_by_default(MqttVersion version, int asked, int? announced, int seconds)
    {
        var defaults = new MqttBrokerOptions();
        await using TestBroker broker = await TestBroker.StartAsync(o =>
        {
            o.MaximumKeepAlive = defaults.MaximumKeepAlive;
            o.MaximumKeepAliveMqtt3 = defaults.MaximumKeepAliveMqtt3;
        });
        RawClient client = await broker.ConnectAsync("c", version, c => c with { KeepAlive = (ushort)asked });
        Assert.Equal((ushort?)announced, client.ConnAck.ServerKeepAlive);
        broker.Time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, broker.Broker.GetStatistics().Connections);
        RawClient bystander = await broker.ConnectAsync("bystander");
        broker.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(version == MqttVersion.V500 ? ReasonCode.KeepAliveTimeout : null, await client.ReadEndAsync());
        await AssertReachedAsync(broker, BrokerLimit.KeepAlive, bystander);
    }

    [Theory]
    [InlineData(MqttVersion.V500)]
    [InlineData(MqttVersion.V311)]
    public async Task No_session_is_kept_for_ever_by_default(MqttVersion version)
    {
        await using TestBroker broker = await TestBroker.StartAsync(o => o.MaximumSessionExpiry = new MqttBrokerOptions().MaximumSessionExpiry);
        RawClient bystander = await broker.ConnectAsync("bystander");
        RawClient client = await broker.ConnectAsync("c", version, c => c with { CleanStart = false, SessionExpiryInterval = version == MqttVersion.V500 ? uint.MaxValue : null });
        Assert.Equal(version == MqttVersion.V500 ? 30 * 24 * 3600 : null, client.ConnAck.SessionExpiryInterval);
        client.Cut();
        await TestBroker.UntilAsync(() => broker.Broker.GetStatistics().Connections == 1, "the client is gone");
        broker.Time.Advance(TimeSpan.FromDays(30) - TimeSpan.FromMilliseconds(1));
        Assert.Equal(2, broker.Broker.GetStatistics().Sessions);
        broker.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, broker.Broker.GetStatistics().Sessions);
        await bystander.StillWorksAsync();
    }

    [Fact]
    public async Task A_topic_alias_above_the_maximum_is_counted()
    {
        await using TestBroker broker = await TestBroker.StartAsync(o => o.TopicAliasMaximum = 2);
        RawClient other = await broker.ConnectAsync("other");
        RawClient client = await broker.ConnectAsync("c");
        await client.SendAsync(new PublishPacket { Topic = "t"u8.ToArray(), Properties = new PublishProperties(default, topicAlias: 2) });
        await client.AssertNothingAsync();
        await client.SendAsync(new PublishPacket { Topic = "t"u8.ToArray(), Properties = new PublishProperties(default, topicAlias: 3) });
        Assert.Equal(ReasonCode.TopicAliasInvalid, await client.ReadEndAsync());
        await AssertReachedAsync(broker, BrokerLimit.TopicAlias, other);
    }

    [Fact]
    public async Task Receive_maximum_is_counted()
    {
        await using TestBroker broker = await TestBroker.StartAsync(o => o.ReceiveMaximum = 1);
        RawClient other = await broker.ConnectAsync("other");
        RawClient client = await broker.ConnectAsync("c");
        await client.PublishAsync("t", "1", QoS.ExactlyOnce);
        await client.PublishAsync("t", "2", QoS.ExactlyOnce);
        Assert.Equal(ReasonCode.ReceiveMaximumExceeded, await client.ReadEndAsync());
        await AssertReachedAsync(broker, BrokerLimit.ReceiveMaximum, other);
    }

    [Theory]
    [InlineData("abcdefghijk", BrokerLimit.TopicLength)]
    [InlineData("a/b/c/d", BrokerLimit.TopicLevels)]
    public async Task Topics_too_long_or_too_deep_are_refused_with_0x90_and_filters_with_0x8F(string topic, BrokerLimit limit)
    {
        await using TestBroker broker = await TestBroker.StartAsync(o =>
        {
            o.MaximumTopicLength = 10;
            o.MaximumTopicLevels = 3;
        });
        RawClient other = await broker.ConnectAsync("other");
        RawClient client = await broker.ConnectAsync("c");
        Assert.Equal(ReasonCode.TopicNameInvalid, await client.PublishAckedAsync(topic, "x"));
        Assert.Equal([ReasonCode.TopicFilterInvalid], await client.SubscribeAsync(topic));
        RawClient third = await broker.OpenAsync();
        await third.SendAsync(new ConnectPacket { ClientId = "w", CleanStart = true, Will = new WillMessage { Topic = topic } });
        Assert.Equal(ReasonCode.TopicNameInvalid, ConnAckPacket.Read(await third.ReadAsync(PacketType.ConnAck), MqttVersion.V500).ReasonCode);
        await client.AssertNothingAsync();
        await AssertReachedAsync(broker, limit, other, times: 3);
    }

    [Fact]
    public async Task Subscriptions_of_one_session_are_limited_with_0x97()
    {
        await using TestBroker broker = await TestBroker.StartAsync(o => o.MaximumSubscriptions = 2);
        RawClient other = await broker.ConnectAsync("other");
        RawClient client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("a");
        await client.SubscribeAsync("$share/g/b");
        Assert.Equal([ReasonCode.QuotaExceeded], await client.SubscribeAsync("c"));
        Assert.Equal([ReasonCode.GrantedQoS1], await client.SubscribeAsync("a", QoS.AtLeastOnce));
        await client.UnsubscribeAsync("a");
        Assert.Equal([ReasonCode.Success], await client.SubscribeAsync("c"));
        RawClient three = await broker.ConnectAsync("three", MqttVersion.V311);
        await three.SubscribeAsync("a");
        await three.SubscribeAsync("b");
        Assert.Equal([ReasonCode.UnspecifiedError], await three.SubscribeAsync("c"));
        await AssertReachedAsync(broker, BrokerLimit.Subscriptions, other, times: 2);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task User_properties_of_one_packet_are_limited_with_0x97(int which)
    {
        await using TestBroker broker = await TestBroker.StartAsync(o => o.MaximumUserProperties = 2);
        RawClient other = await broker.ConnectAsync("other");
        RawClient client = await broker.ConnectAsync("c");
        UserProperties three = new([new("a", "1"), new("a", "2"), new("a", "3")]);
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        new PublishPropertiesBuilder(buffer).AddUserProperties(three);
        await (which switch
        {
            0 => client.PublishAsync("t", "x", properties: new PublishProperties(buffer.WrittenMemory)),
            1 => client.SendAsync(new SubscribePacket { PacketId = 1, Subscriptions = [new SubscriptionRequest("t", default)], UserProperties = three }),
            2 => client.SendAsync(new UnsubscribePacket { PacketId = 1, Filters = ["t"], UserProperties = three }),
            _ => client.SendAsync(new DisconnectPacket { UserProperties = three }),
        });
        Assert.Equal(ReasonCode.QuotaExceeded, await client.ReadEndAsync());
        RawClient connecting = await broker.OpenAsync();
        await connecting.SendAsync(new ConnectPacket { ClientId = "w", UserProperties = three });
        Assert.Equal(ReasonCode.QuotaExceeded, ConnAckPacket.Read(await connecting.ReadAsync(PacketType.ConnAck), MqttVersion.V500).ReasonCode);
        await AssertReachedAsync(broker, BrokerLimit.UserProperties, other, times: 2);
    }

    [Theory]
    [InlineData(2, 1000, BrokerLimit.RetainedMessages)]
    [InlineData(1000, 20, BrokerLimit.RetainedBytes)]
    public async Task Retained_messages_are_limited_in_number_and_bytes_with_0x97(int messages, long bytes, BrokerLimit limit)
    {
        await using TestBroker broker = await TestBroker.StartAsync(o =>
        {
            o.MaximumRetainedMessages = messages;
            o.MaximumRetainedBytes = bytes;
        });
        RawClient other = await broker.ConnectAsync("other");
        RawClient client = await broker.ConnectAsync("c");
        await client.PublishAckedAsync("a", "123456789", retain: true);
        await client.PublishAckedAsync("b", "123456789", retain: true);
        Assert.Equal(ReasonCode.QuotaExceeded, await client.PublishAckedAsync("c", "1", retain: true));
        Assert.Equal((2, 20L), (broker.Broker.GetStatistics().RetainedMessages, broker.Broker.GetStatistics().RetainedBytes));
        Assert.NotEqual(ReasonCode.QuotaExceeded, await client.PublishAckedAsync("a", "12345678", retain: true));
        Assert.NotEqual(ReasonCode.QuotaExceeded, await client.PublishAckedAsync("a", "", retain: true));
        Assert.NotEqual(ReasonCode.QuotaExceeded, await client.PublishAckedAsync("c", "1", retain: true));
        Assert.Equal((2, 12L), (broker.Broker.GetStatistics().RetainedMessages, broker.Broker.GetStatistics().RetainedBytes));
        Assert.Equal(1, broker.Broker.GetStatistics().MessagesDropped[DropReason.Refused]);
        await AssertReachedAsync(broker, limit, other);
    }

    [Fact]
    public async Task Sessions_are_limited_with_0x97_and_known_ones_still_let_in()
    {
        await using TestBroker broker = await TestBroker.StartAsync(o => o.MaximumSessions = 2);
        RawClient other = await broker.ConnectAsync("other");
        RawClient kept = await broker.ConnectKeptAsync("kept");
        await kept.SendAsync(new DisconnectPacket());
        await kept.ReadEndAsync();
        RawClient client = await broker.OpenAsync();
        await client.SendAsync(new ConnectPacket { ClientId = "c" });
        Assert.Equal(ReasonCode.QuotaExceeded, ConnAckPacket.Read(await client.ReadAsync(PacketType.ConnAck), MqttVersion.V500).ReasonCode);
        kept = await broker.ConnectKeptAsync("kept");
        Assert.True(kept.ConnAck.SessionPresent);
        await kept.SendAsync(new DisconnectPacket { SessionExpiryInterval = 0 });
        await kept.ReadEndAsync();
        await TestBroker.UntilAsync(() => broker.Broker.GetStatistics().Sessions == 1, "the session has ended");
        await broker.ConnectAsync("c");
        await AssertReachedAsync(broker, BrokerLimit.Sessions, other);
    }

    [Fact]
    public async Task Session_expiry_is_capped_and_announced()
    {
        await using TestBroker broker = await TestBroker.StartAsync(o => o.MaximumSessionExpiry = TimeSpan.FromMinutes(1));
        RawClient bystander = await broker.ConnectAsync("bystander");
        RawClient client = await broker.ConnectAsync("c", with: c => c with { SessionExpiryInterval = uint.MaxValue });
        Assert.Equal(60u, client.ConnAck.SessionExpiryInterval);
        client.Cut();
        await TestBroker.UntilAsync(() => broker.Broker.GetStatistics().Connections == 1, "the client is gone");
        broker.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, broker.Broker.GetStatistics().Sessions);
        await bystander.StillWorksAsync();
    }

    [Fact]
    public async Task Queue_and_outbound_buffer_are_counted()
    {
        await using TestBroker broker = await TestBroker.StartAsync(o =>
        {
            o.MaximumQueuedMessages = 1;
            o.OutboundBufferSize = 4096;
        });
        RawClient bystander = await broker.ConnectAsync("bystander");
        RawClient stalled = await broker.ConnectAsync("stalled", with: c => c with { ReceiveMaximum = 1 });
        await stalled.SubscribeAsync("t", QoS.AtLeastOnce);
        RawClient publisher = await broker.ConnectAsync("p");
        for (int i = 0; i < 4; i++)
        {
            await publisher.PublishAckedAsync("t", "x");
        }

        for (int i = 0; i < 200; i++)
        {
            await publisher.PublishAsync("t", new string('x', 2000));
        }

        await publisher.AssertNothingAsync();
        IReadOnlyDictionary<BrokerLimit, long> limits = broker.Broker.GetStatistics().LimitsReached;
        Assert.Equal(2, limits[BrokerLimit.Queue]);
        Assert.InRange(limits[BrokerLimit.OutboundBuffer], 1, 200);
        await bystander.StillWorksAsync();
    }

    private static async Task AssertReachedAsync(TestBroker broker, BrokerLimit limit, RawClient other, int times = 1)
    {
        Assert.Equal(times, broker.Broker.GetStatistics().LimitsReached[limit]);
        await other.StillWorksAsync();
    }

    private static RawClient OpenFrom(TestBroker broker, string remoteAddress)
    {
        var link = MemoryLink.CreatePair();
        _ = broker.Broker.ServeAsync(new RemoteTransport(link.Server, remoteAddress));
        return new RawClient(link.Client, MqttVersion.V500);
    }

    private static async Task<RawClient> ConnectFromAsync(TestBroker broker, string remoteAddress, string clientId)
    {
        RawClient client = OpenFrom(broker, remoteAddress);
        await client.SendAsync(new ConnectPacket { ClientId = clientId, CleanStart = true });
        Assert.Equal(ReasonCode.Success, ConnAckPacket.Read(await client.ReadAsync(PacketType.ConnAck), MqttVersion.V500).ReasonCode);
        return client;
    }
}
