using System.Net;
using System.Net.Sockets;
using System.Text;
using Topiary.Protocol;
using Topiary.Transport;

namespace Topiary.Broker.Tests;

/// <summary>Vulnerabilities of other brokers that lie in rights, configuration and what is shown to operators, each by its number.</summary>
public sealed class PastIncidentsTests
{
    [Fact]
    public async Task CVE_2020_13849_clients_that_ask_for_a_long_keep_alive_hold_their_slots_no_longer_than_the_cap()
    {
        const int Slots = 100;
        await using TestBroker broker = await TestBroker.StartAsync(o =>
        {
            o.MaximumConnections = Slots + 1;
            o.MaximumKeepAlive = TimeSpan.FromSeconds(60);
        });
        RawClient bystander = await broker.ConnectAsync("bystander");
        for (int i = 0; i < Slots; i++)
        {
            RawClient slow = await broker.ConnectAsync($"slow{i}", with: c => c with { KeepAlive = ushort.MaxValue });
            Assert.Equal((ushort?)60, slow.ConnAck.ServerKeepAlive);
        }

        Assert.Null(await (await broker.OpenAsync()).ReadEndAsync());
        broker.Time.Advance(TimeSpan.FromSeconds(60));
        await bystander.StillWorksAsync();
        broker.Time.Advance(TimeSpan.FromSeconds(30));
        await TestBroker.UntilAsync(() => broker.Broker.GetStatistics().Connections == 1, "the slots are free");
        Assert.Equal(Slots, broker.Broker.GetStatistics().LimitsReached[BrokerLimit.KeepAlive]);
        await broker.ConnectAsync("new");
        await bystander.StillWorksAsync();
    }

    [Theory]
    [InlineData("live", true)]
    [InlineData("live", false)]
    [InlineData("queued", true)]
    [InlineData("queued", false)]
    [InlineData("retained", true)]
    [InlineData("retained", false)]
    [InlineData("in flight", true)]
    [InlineData("in flight", false)]
    [InlineData("shared", true)]
    [InlineData("shared", false)]
    [InlineData("will", true)]
    [InlineData("will", false)]
    public async Task NATS_2026_26_no_way_of_delivery_goes_past_the_right_to_receive(string way, bool isAllowed)
    {
        var rules = new Rules(checksDelivery: true);
        await using TestBroker broker = await TestBroker.StartAsync(o => o.Authorizer = rules);
        RawClient publisher = await broker.ConnectAsync("p", with: c => way == "will" ? c with { Will = new WillMessage { Topic = "secret", Payload = "x"u8.ToArray() } } : c);
        RawClient reader = await broker.ConnectKeptAsync("reader");
        if (way != "retained")
        {
            await reader.SubscribeAsync(way == "shared" ? "$share/g/secret" : "secret", QoS.AtLeastOnce);
        }

        if (way == "queued")
        {
            await reader.SendAsync(new DisconnectPacket());
            await reader.ReadEndAsync();
        }

        if (way is "queued" or "retained" or "in flight")
        {
            await publisher.PublishAckedAsync("secret", "x", retain: way == "retained");
        }

        if (way == "in flight")
        {
            await reader.ReadPublishAsync();
            reader.Cut();
            await TestBroker.UntilAsync(() => broker.Broker.GetStatistics().Connections == 1, "the reader is gone");
        }

        if (!isAllowed)
        {
            rules.Forbid(AuthorizedAction.Receive, "reader", "secret");
        }

        reader = await DeliverAsync(broker, way, publisher, reader);
        if (isAllowed)
        {
            Assert.Equal("x", (await reader.ReadPublishAsync()).Text());
        }

        await reader.AssertNothingAsync();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("no certificate at all")]
    public async Task CVE_2017_7652_a_broker_that_cannot_read_its_certificate_serves_on_no_listener_at_all(string? content)
    {
        string file = Path.GetTempFileName();
        try
        {
            await (content is null ? Task.Run(() => File.Delete(file)) : File.WriteAllTextAsync(file, content));
            int port = FreePort();
            var options = new MqttBrokerOptions
            {
                Listeners = { $"tcp://127.0.0.1:{port}", "mqtts://127.0.0.1:0" },
                Transport = TransportListenerOptions.Default with { Tls = new TlsListenerOptions { CertificateFile = file } },
            };
            await using var broker = new MqttBroker(options);
            Exception e = await Assert.ThrowsAnyAsync<Exception>(async () => await broker.StartAsync());
            Assert.Contains(file, e.ToString(), StringComparison.Ordinal);
            Assert.False(broker.IsRunning);
            MqttTransportException refused = await Assert.ThrowsAsync<MqttTransportException>(
                async () => await new TcpConnector().ConnectAsync(MqttAddress.Parse($"tcp://127.0.0.1:{port}"), default));
            Assert.Equal(TransportFailure.ConnectionRefused, refused.Failure);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task EMQX_6_1_secrets_and_payloads_are_in_no_log_no_statistics_and_no_system_topic()
    {
        const string Secret = "hunter2-and-more";
        byte[] bytes = Encoding.UTF8.GetBytes(Secret);
        var log = new CapturedLog();
        await using TestBroker broker = await TestBroker.StartAsync(o =>
        {
            o.LoggerFactory = log;
            o.Authenticator = new Moody();
            o.Authorizer = new Rules(checksDelivery: true);
            o.SystemTopicInterval = TimeSpan.FromSeconds(10);
        });
        RawClient client = await broker.ConnectAsync("in", with: c => c with { UserName = "in", Password = bytes });
        await client.PublishAckedAsync("t", Secret, retain: true);
        await client.SubscribeAsync("$SYS/#");
        foreach (string user in new[] { "refused", "fails" })
        {
            RawClient other = await broker.OpenAsync();
            await other.SendAsync(new ConnectPacket { ClientId = user, UserName = user, Password = bytes });
            Assert.NotEqual(ReasonCode.Success, ConnAckPacket.Read(await other.ReadAsync(PacketType.ConnAck), MqttVersion.V500).ReasonCode);
        }

        RawClient malformed = await broker.OpenAsync();
        await malformed.SendRawAsync([0x10, (byte)(16 + bytes.Length), 0, 4, .. "MQTT"u8, 5, 0x42, 0, 0, 0, 0, 1, (byte)'c', 0, (byte)(bytes.Length + 9), .. bytes]);
        await malformed.ReadEndAsync();
        broker.Time.Advance(TimeSpan.FromSeconds(10));
        List<string> system = await client.DrainPayloadsAsync();
        await client.SendHexAsync("00 00");
        await client.ReadEndAsync();
        Assert.NotEmpty(system);
        Assert.True(log.Lines.Count >= 4, $"Hardly anything was logged: {string.Join('\n', log.Lines)}");
        Assert.All([.. log.Lines, .. system, broker.Broker.GetStatistics().ToString()], text => Assert.DoesNotContain(Secret, text, StringComparison.Ordinal));
        Assert.DoesNotContain(Secret, new AuthenticationRequest("c", "u", bytes, "r", "l").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mosquitto_3702_what_is_read_while_retained_messages_change_is_always_one_whole_message()
    {
        const int Topics = 4;
        const int Length = 2000;
        await using TestBroker broker = await TestBroker.StartAsync();
        using var stop = new CancellationTokenSource();
        Task[] writers = [.. Enumerable.Range(0, 3).Select(n => Task.Run(async () =>
        {
            RawClient writer = await broker.ConnectAsync($"w{n}");
            for (int i = 0; !stop.IsCancellationRequested; i++)
            {
                string payload = i % 4 == 3 ? "" : new string((char)('a' + (i % 26)), Length);
                await writer.PublishAckedAsync($"r/{i % Topics}", payload, retain: true);
            }
        }))];
        RawClient reader = await broker.ConnectAsync("reader");
        for (int i = 0; i < 300; i++)
        {
            await reader.SendAsync(new SubscribePacket { PacketId = 1, Subscriptions = [new SubscriptionRequest("r/+", default)] });
            foreach (PacketFrame frame in (await reader.DrainAsync()).Where(frame => frame.Type == PacketType.Publish))
            {
                string text = PublishPacket.Read(frame, MqttVersion.V500).Text();
                Assert.True(text.Length is 0 or Length && text.Distinct().Count() <= 1, $"A message is torn: {text}");
            }

            await reader.SendAsync(new UnsubscribePacket { PacketId = 2, Filters = ["r/+"] });
            await reader.DrainAsync();
            BrokerStatistics statistics = broker.Broker.GetStatistics();
            Assert.InRange(statistics.RetainedMessages, 0, Topics);
            Assert.InRange(statistics.RetainedBytes, 0, Topics * (Length + 10));
            Assert.InRange(statistics.QueuedMessages, 0, int.MaxValue);
        }

        await stop.CancelAsync();
        await Task.WhenAll(writers);

        // A writer that had found the last subscription before it ended may have delivered since.
        await reader.DrainAsync();
        for (int i = 0; i < Topics; i++)
        {
            await reader.PublishAckedAsync($"r/{i}", "", retain: true);
        }

        Assert.Equal((0, 0L), (broker.Broker.GetStatistics().RetainedMessages, broker.Broker.GetStatistics().RetainedBytes));
    }

    // Lets a message take its way now that the right is as the test wants it; the reader may have to come back for it.
    private static async Task<RawClient> DeliverAsync(TestBroker broker, string way, RawClient publisher, RawClient reader)
    {
        switch (way)
        {
            case "live" or "shared":
                await publisher.PublishAckedAsync("secret", "x");
                return reader;
            case "will":
                publisher.Cut();
                await TestBroker.UntilAsync(
                    () => broker.Broker.GetStatistics() is var now && now.MessagesDropped[DropReason.NotAuthorized] + now.MessagesDelivered == 1, "the will is out");
                return reader;
            case "retained":
                await reader.SubscribeAsync("secret", QoS.AtLeastOnce);
                return reader;
            default:
                return await broker.ConnectKeptAsync("reader");
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Lets one user in, refuses another, and fails for a third.</summary>
    private sealed class Moody : IAuthenticator
    {
        public ValueTask<AuthenticationResult> AuthenticateAsync(AuthenticationRequest request, CancellationToken cancellationToken) => request.UserName switch
        {
            "in" => ValueTask.FromResult(AuthenticationResult.Success("in")),
            "refused" => ValueTask.FromResult(AuthenticationResult.Refuse(ReasonCode.BadUserNameOrPassword, "Not you")),
            _ => throw new InvalidOperationException("The directory is away"),
        };
    }
}
