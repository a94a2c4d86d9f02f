using System.Text;
using Topiary.Protocol;

namespace Topiary.Broker.Tests;

/// <summary>Vulnerabilities of other brokers, each by its number.</summary>
public sealed class PastVulnerabilitiesTests
{
    [Fact]
    public async Task CVE_2017_7651_a_huge_length_before_connect_holds_no_memory()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient client = await broker.OpenAsync();
        await client.SendHexAsync("10 FF FF FF 7F 00 04");
        Assert.Null(await client.ReadEndAsync());
        RawClient within = await broker.OpenAsync();
        await within.SendHexAsync("10 F0 FF 03 00 04");
        await TestBroker.UntilAsync(() => broker.Broker.GetStatistics().BytesReceived >= 13, "the bytes have come");
        Assert.InRange(broker.Broker.Core.Connections.All.Sum(connection => connection.HeldBytes), 1, 64 * 1024);
    }

    [Theory]
    [InlineData("30")]
    [InlineData("47")]
    [InlineData("00")]
    [InlineData("16")]
    public async Task CVE_2023_0809_a_connection_that_does_not_begin_with_connect_ends_at_its_first_byte(string first)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient client = await broker.OpenAsync();
        await client.SendHexAsync(first);
        if (first != "16")
        {
            Assert.Null(await client.ReadEndAsync());
            return;
        }

        // A TLS handshake looks like CONNECT with flags set.
        await client.SendHexAsync("03 01 02 00");
        Assert.Null(await client.ReadEndAsync());
    }

    [Fact]
    public async Task CVE_2021_33175_memory_follows_bytes_that_have_come_not_lengths_that_were_declared()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        for (int i = 0; i < 20; i++)
        {
            RawClient client = await broker.ConnectAsync($"c{i}");
            await client.SendHexAsync("30 80 80 80 07 00 01 74");
        }

        await TestBroker.UntilAsync(() => broker.Broker.Core.Connections.All.All(connection => connection.HeldBytes > 0), "all bytes have come");
        Assert.InRange(broker.Broker.Core.Connections.All.Sum(connection => connection.HeldBytes), 1, 20 * 16 * 1024);
    }

    [Theory]
    [InlineData("30 80 80 80 80 01")]
    [InlineData("30 FF FF FF FF 7F")]
    [InlineData("C0 80 80 80 80 00 C0 00")]
    public async Task CVE_2025_66168_a_remaining_length_of_five_bytes_is_malformed_and_nothing_after_it_is_read(string hex)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient client = await broker.ConnectAsync("c");
        await client.SendHexAsync(hex);
        Assert.Equal(ReasonCode.MalformedPacket, await client.ReadEndAsync());
    }

    [Theory]
    [InlineData("30 0B 00 01 74 80 80 80 80 01 00 00 00")]
    [InlineData("30 05 00 01 74 FF 7F")]
    [InlineData("82 08 00 01 FF FF FF FF 7F 00")]
    public async Task CVE_2026_21888_a_property_length_that_is_too_long_is_malformed(string hex)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient client = await broker.ConnectAsync("c");
        await client.SendHexAsync(hex);
        Assert.Equal(ReasonCode.MalformedPacket, await client.ReadEndAsync());
    }

    [Theory]
    [InlineData(MqttVersion.V500, "30 03 00 00 00", ReasonCode.ProtocolError)]
    [InlineData(MqttVersion.V311, "30 02 00 00", null)]
    [InlineData(MqttVersion.V310, "30 02 00 00", null)]
    public async Task CVE_2021_34432_an_empty_topic_ends_the_connection(MqttVersion version, string hex, ReasonCode? expected)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient client = await broker.ConnectAsync("c", version);
        await client.SendHexAsync(hex);
        Assert.Equal(expected, await client.ReadEndAsync());
    }

    [Theory]
    [InlineData("20 03 00 00 00")]
    [InlineData("90 04 00 01 00 00")]
    [InlineData("B0 04 00 01 00 00")]
    [InlineData("D0 00")]
    [InlineData("F0 00")]
    [InlineData("00 00")]
    public async Task CVE_2021_28166_packets_of_servers_end_the_connection_in_every_state(string hex)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient before = await broker.OpenAsync();
        await before.SendHexAsync(hex);
        Assert.Null(await before.ReadEndAsync());
        RawClient after = await broker.ConnectAsync("c");
        await after.SendHexAsync(hex);
        Assert.True(await after.ReadEndAsync() is ReasonCode.ProtocolError or ReasonCode.MalformedPacket);
    }

    [Theory]
    [InlineData("$")]
    [InlineData("$x")]
    [InlineData("$SYS")]
    [InlineData("$SYS/broker/version")]
    [InlineData("$share")]
    [InlineData("$share/g")]
    [InlineData("$share/g/t")]
    [InlineData("$queue/t")]
    public async Task CVE_2018_12543_and_CVE_2026_33217_topics_of_the_server_are_out_of_reach_and_do_no_harm(string topic)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient all = await broker.ConnectAsync("all");
        await all.SubscribeAsync("#");
        await all.SubscribeAsync("+/#");
        RawClient client = await broker.ConnectAsync("c");
        await client.SendAsync(new SubscribePacket { PacketId = 1, Subscriptions = [new SubscriptionRequest("$SYS/#", default)] });
        await client.ReadAsync(PacketType.SubAck);
        ReasonCode answer = await client.PublishAckedAsync(topic, "x", retain: true);
        Assert.Equal(topic.StartsWith("$SYS", StringComparison.Ordinal), answer == ReasonCode.NotAuthorized);
        RawClient dying = await broker.OpenAsync();
        await dying.SendAsync(new ConnectPacket { ClientId = "d", CleanStart = true, Will = new WillMessage { Topic = topic } });
        await dying.ReadAsync(PacketType.ConnAck);
        dying.Cut();
        await TestBroker.UntilAsync(() => broker.Broker.GetStatistics().Connections == 2, "the will is out");
        await client.AssertNothingAsync();
        await all.AssertNothingAsync();
    }

    [Theory]
    [InlineData(128)]
    [InlineData(65_536)]
    public async Task CVE_2019_11779_65535_slashes_overflow_no_stack(int levels)
    {
        await using TestBroker broker = await TestBroker.StartAsync(o => o.MaximumTopicLevels = levels);
        RawClient client = await broker.ConnectAsync("c");
        string slashes = new('/', 65_535);
        bool isAllowed = levels == 65_536;
        Assert.Equal([isAllowed ? ReasonCode.Success : ReasonCode.TopicFilterInvalid], await client.SubscribeAsync(slashes));
        Assert.Equal([isAllowed ? ReasonCode.Success : ReasonCode.TopicFilterInvalid], await client.SubscribeAsync(new string('/', 65_534) + "#"));
        await client.PublishAsync(slashes, "x", QoS.AtLeastOnce, retain: true);
        Assert.Equal(isAllowed ? 2 : 1, (await client.DrainAsync()).Count);
    }

    [Theory]
    [InlineData(10u, 5u, 5)]
    [InlineData(5u, 10u, 5)]
    [InlineData(5u, 5u, 5)]
    [InlineData(5u, 0u, 0)]
    public async Task CVE_2019_11778_a_will_is_published_once_after_its_delay_or_with_the_end_of_its_session(uint delay, uint expiry, int seconds)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient watcher = await broker.ConnectAsync("w");
        await watcher.SubscribeAsync("will");
        RawClient client = await broker.ConnectAsync("c", with: c => c with
        {
            SessionExpiryInterval = expiry,
            Will = new WillMessage { Topic = "will", DelayInterval = delay },
        });
        client.Cut();
        await TestBroker.UntilAsync(() => broker.Broker.GetStatistics().Connections == 1, "the client is gone");
        if (seconds > 0)
        {
            broker.Time.Advance(TimeSpan.FromSeconds(seconds - 1));
            await watcher.AssertNothingAsync();
            broker.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal("will", (await watcher.ReadPublishAsync()).TopicText());
        broker.Time.Advance(TimeSpan.FromSeconds(30));
        await watcher.AssertNothingAsync();
        Assert.Equal(1, broker.Broker.GetStatistics().Sessions);
    }

    [Fact]
    public async Task CVE_2021_41039_many_user_properties_are_refused_and_the_most_allowed_are_cheap()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        UserProperties Many(int count) => new(Enumerable.Range(0, count).Select(i => new KeyValuePair<string, string>("a", "b")));
        await broker.ConnectAsync("c", with: c => c with { UserProperties = Many(1000) });
        RawClient greedy = await broker.OpenAsync();
        await greedy.SendAsync(new ConnectPacket { ClientId = "g", UserProperties = Many(9000) });
        Assert.Equal(ReasonCode.QuotaExceeded, ConnAckPacket.Read(await greedy.ReadAsync(PacketType.ConnAck), MqttVersion.V500).ReasonCode);
    }

    [Fact]
    public async Task CVE_2023_28366_a_qos_2_identifier_repeated_for_ever_keeps_one_entry()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient client = await broker.ConnectKeptAsync("c");
        await client.SubscribeAsync("t", QoS.AtMostOnce);
        await client.PublishAsync("t", "x", QoS.ExactlyOnce, id: 7);
        await client.ReadPublishAsync();
        await client.ReadAckAsync(PacketType.PubRec);
        const int Batch = 1000;
        byte[] again = [.. Enumerable.Repeat(Convert.FromHexString("3C07000174000700" + "78"), Batch).SelectMany(packet => packet)];
        for (int i = 0; i < 1_000_000 / Batch; i++)
        {
            Task sending = client.SendRawAsync(again);
            for (int n = 0; n < Batch; n++)
            {
                await client.ReadAsync(PacketType.PubRec);
            }

            await sending;
        }

        Assert.Equal(1, broker.Broker.Core.Sessions.All.Single().InboundCount);
        Assert.Equal(1, broker.Broker.GetStatistics().MessagesReceived);
        await client.AssertNothingAsync();
    }

    [Theory]
    [InlineData("10 14 00 04 4D 51 54 54 05 02 00 00 05 26 00 01 61 00 00 00 01 63")]
    [InlineData("10 10 00 04 4D 51 54 54 05 02 00 00 02 24 01 00 01 63")]
    [InlineData("10 18 00 04 4D 51 54 54 05 06 00 00 00 00 01 63 02 24 01 00 01 74 00 00 00 00")]
    public async Task CVE_2023_3592_a_connect_with_a_bad_property_is_refused_and_leaves_nothing(string hex)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        for (int i = 0; i < 100; i++)
        {
            RawClient client = await broker.OpenAsync();
            await client.SendHexAsync(hex);
            await client.ReadEndAsync();
        }

        await TestBroker.UntilAsync(() => broker.Broker.GetStatistics().Connections == 0, "all are gone");
        BrokerStatistics statistics = broker.Broker.GetStatistics();
        Assert.Equal((0, 0, 0, 100L), (statistics.Sessions, statistics.Subscriptions, broker.Broker.Core.Deadlines.Count, statistics.ConnectionsRefused));
    }

    [Theory]
    [InlineData("")]
    [InlineData("10 20 00 04")]
    public async Task CVE_2025_63235_10000_half_open_connections_are_reaped_on_time(string sent)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient served = await broker.ConnectAsync("served");
        for (int i = 0; i < 10_000; i++)
        {
            RawClient client = await broker.OpenAsync();
            if (sent.Length > 0)
            {
                await client.SendHexAsync(sent);
            }
        }

        await TestBroker.UntilAsync(() => broker.Broker.GetStatistics().Connections == 10_001, "all are open");
        broker.Time.Advance(TimeSpan.FromSeconds(10));
        await TestBroker.UntilAsync(() => broker.Broker.GetStatistics().Connections == 1, "all are gone");
        Assert.Equal(10_000, broker.Broker.GetStatistics().LimitsReached[BrokerLimit.ConnectTime]);
        await served.StillWorksAsync();
    }

    [Theory]
    [InlineData("+")]
    [InlineData("#")]
    [InlineData("a/#")]
    [InlineData(".*")]
    [InlineData("%c")]
    public async Task CVE_2017_7650_and_CVE_2026_44838_a_client_identifier_is_a_name_and_no_pattern(string clientId)
    {
        var rules = new Rules(checksDelivery: false);
        await using TestBroker broker = await TestBroker.StartAsync(o => o.Authorizer = rules);
        rules.Forbid(AuthorizedAction.Subscribe, clientId, "t");
        RawClient named = await broker.ConnectAsync(clientId);
        Assert.Equal([ReasonCode.NotAuthorized], await named.SubscribeAsync("t"));
        RawClient other = await broker.ConnectAsync("other");
        Assert.Equal([ReasonCode.Success], await other.SubscribeAsync("t"));
    }

    [Fact]
    public async Task CVE_2018_12546_a_retained_message_does_not_outlive_its_publisher_s_right()
    {
        var rules = new Rules(checksDelivery: true);
        await using TestBroker broker = await TestBroker.StartAsync(o => o.Authorizer = rules);
        RawClient publisher = await broker.ConnectAsync("p");
        await publisher.PublishAckedAsync("t", "old", retain: true);
        rules.Forbid(AuthorizedAction.Publish, "p", "t");
        RawClient reader = await broker.ConnectAsync("r");
        await reader.SubscribeAsync("t");
        await reader.AssertNothingAsync();
        Assert.Equal(1, (await broker.Broker.RevokeAsync(new Revocation { Principal = null, ClientId = "p", RetainedMessages = true })).RetainedMessages);
        Assert.Equal(0, broker.Broker.GetStatistics().RetainedMessages);
    }

    [Fact]
    public async Task CVE_2021_34434_a_durable_subscription_does_not_survive_a_revoked_right()
    {
        var rules = new Rules(checksDelivery: false);
        await using TestBroker broker = await TestBroker.StartAsync(o => o.Authorizer = rules);
        RawClient client = await broker.ConnectKeptAsync("c");
        await client.SubscribeAsync("t", QoS.AtLeastOnce);
        await client.SendAsync(new DisconnectPacket());
        await client.ReadEndAsync();
        rules.Forbid(AuthorizedAction.Subscribe, "c", "t");
        RawClient publisher = await broker.ConnectAsync("p");
        await publisher.PublishAckedAsync("t", "x");
        client = await broker.ConnectKeptAsync("c");
        Assert.True(client.ConnAck.SessionPresent);
        await client.AssertNothingAsync();
        Assert.Equal(ReasonCode.NoMatchingSubscribers, await publisher.PublishAckedAsync("t", "y"));
    }

    [Theory]
    [InlineData("a", "b")]
    [InlineData("a", null)]
    [InlineData(null, "b")]
    public async Task CVE_2026_33215_a_session_is_taken_over_by_its_principal_only_also_while_nobody_is_connected(string? owner, string? thief)
    {
        await using TestBroker broker = await TestBroker.StartAsync(o =>
        {
            o.AllowAnonymous = true;
            o.Authenticator = new Anybody();
        });
        RawClient first = await broker.ConnectKeptAsync("c", c => c with { UserName = owner });
        await first.SubscribeAsync("t", QoS.AtLeastOnce);
        await first.SendAsync(new DisconnectPacket());
        await first.ReadEndAsync();
        RawClient publisher = await broker.ConnectAsync("p");
        await publisher.PublishAckedAsync("t", "secret");
        foreach (bool clean in new[] { false, true })
        {
            RawClient second = await broker.OpenAsync();
            await second.SendAsync(new ConnectPacket { ClientId = "c", CleanStart = clean, UserName = thief });
            Assert.Equal(ReasonCode.NotAuthorized, ConnAckPacket.Read(await second.ReadAsync(PacketType.ConnAck), MqttVersion.V500).ReasonCode);
        }

        first = await broker.ConnectKeptAsync("c", c => c with { UserName = owner });
        Assert.Equal(["secret"], await first.DrainPayloadsAsync());
    }

    [Fact]
    public async Task CVE_2018_12550_no_authenticator_lets_nobody_in_from_the_network()
    {
        await using TestBroker broker = await TestBroker.StartAsync(o => o.Listeners.Add("tcp://0.0.0.0:0"));
        foreach (string? user in new[] { null, "", "user" })
        {
            RawClient client = await broker.OpenAsync();
            await client.SendAsync(new ConnectPacket { ClientId = "c", UserName = user, Password = user is null ? default(ReadOnlyMemory<byte>?) : new byte[1] });
            Assert.True(ConnAckPacket.Read(await client.ReadAsync(PacketType.ConnAck), MqttVersion.V500).ReasonCode >= ReasonCode.UnspecifiedError);
        }

        Assert.Equal(0, broker.Broker.GetStatistics().Sessions);
    }

    [Fact]
    public async Task CVE_2025_59946_subscribing_unsubscribing_and_publishing_at_once_loses_nothing_and_leaves_nothing()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient steady = await broker.ConnectAsync("steady");
        await steady.SubscribeAsync("t/#", QoS.AtMostOnce);
        Task[] restless = [.. Enumerable.Range(0, 4).Select(async n =>
        {
            RawClient client = await broker.ConnectAsync($"c{n}");
            for (int i = 0; i < 200; i++)
            {
                await client.SendAsync(new SubscribePacket { PacketId = 1, Subscriptions = [new SubscriptionRequest(i % 2 == 0 ? "t/+" : "t/x", default)] });
                await client.PublishAsync("t/x", $"{n}:{i}");
                await client.SendAsync(new UnsubscribePacket { PacketId = 2, Filters = ["t/+", "t/x"] });
                await client.DrainAsync();
            }

            await client.SendAsync(new DisconnectPacket());
        })];
        var seen = new List<string>();
        while (seen.Count < 800)
        {
            seen.Add((await steady.ReadPublishAsync()).Text());
        }

        await Task.WhenAll(restless);
        Assert.All(seen.GroupBy(text => text[0]), group => Assert.Equal(Enumerable.Range(0, 200).Select(i => $"{group.Key}:{i}"), group));
        await TestBroker.UntilAsync(() => broker.Broker.GetStatistics() is { Subscriptions: 1, Sessions: 1 }, "only the steady one is left");
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(null, 0)]
    [InlineData("", 0)]
    [InlineData("", null)]
    [InlineData("user", 65_000)]
    public async Task CVE_2026_32696_absent_empty_and_huge_credentials_reach_the_authenticator_as_they_are(string? user, int? passwordLength)
    {
        var authenticator = new Anybody();
        await using TestBroker broker = await TestBroker.StartAsync(o =>
        {
            o.AllowAnonymous = true;
            o.Authenticator = authenticator;
            o.MaximumConnectPacketSize = 128 * 1024;
        });
        await broker.ConnectAsync("c", with: c => c with { UserName = user, Password = passwordLength is { } length ? new byte[length] : default(ReadOnlyMemory<byte>?) });
        Assert.Equal(user is null && passwordLength is null ? null : (user, passwordLength), authenticator.Seen);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(int.MaxValue)]
    public async Task CVE_2024_42645_an_extreme_option_is_refused_at_once_or_works(int value)
    {
        foreach (System.Reflection.PropertyInfo option in typeof(MqttBrokerOptions).GetProperties().Where(p => p.CanWrite))
        {
            object? extreme = option.PropertyType == typeof(int) ? value
                : option.PropertyType == typeof(long) ? (long)value
                : Nullable.GetUnderlyingType(option.PropertyType) == typeof(TimeSpan) || option.PropertyType == typeof(TimeSpan) ? TimeSpan.FromSeconds(value)
                : null;
            if (extreme is null)
            {
                continue;
            }

            TestBroker broker;
            try
            {
                broker = await TestBroker.StartAsync(o => option.SetValue(o, extreme));
            }
            catch (MqttBrokerOptionsException e)
            {
                Assert.Contains(option.Name, e.Message, StringComparison.Ordinal);
                continue;
            }

            await using (broker)
            {
                RawClient client = await broker.ConnectAsync("c");
                await client.SubscribeAsync("t");
                await client.PublishAsync("t", "x", retain: true);
                await client.DrainAsync();
            }
        }
    }

    private sealed class Anybody : IAuthenticator
    {
        public (string? User, int? PasswordLength)? Seen { get; private set; }

        public ValueTask<AuthenticationResult> AuthenticateAsync(AuthenticationRequest request, CancellationToken cancellationToken)
        {
            Seen = (request.UserName, request.Password?.Length);
            return ValueTask.FromResult(AuthenticationResult.Success(request.UserName));
        }
    }
}
