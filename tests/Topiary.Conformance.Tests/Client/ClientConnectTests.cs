using System.Text;

namespace Topiary.Conformance.Tests.Client;

/// <summary>Sections 3.1 and 3.2, as the client's duties.</summary>
public sealed class ClientConnectTests
{
    [Fact]
    [Normative("MQTT-3.1.0-1", "MQTT-3.1.2-1", "MQTT-3.1.2-11", "MQTT-3.1.2-13", "MQTT-3.1.2-16", "MQTT-3.1.2-18", "MQTT-3.1.3-3", "MQTT-3.1.3-4")]
    public async Task The_first_packet_is_a_connect_of_mqtt_5()
    {
        await using TestClient test = await TestClient.Start(with: options => options with { ClientId = "größe", TopicAliasMaximum = 0, SessionExpiry = TimeSpan.Zero });
        Wire server = await test.Open();
        Packet packet = await server.Expect(Connect);
        Assert.StartsWith(Convert.ToHexString(Notation.Encode("[MQTT] 05 02 #0")), Convert.ToHexString(packet.Frame.Body.Span), StringComparison.Ordinal);
        Assert.EndsWith(Convert.ToHexString(Notation.Encode("[größe]")), Convert.ToHexString(packet.Frame.Body.Span), StringComparison.Ordinal);
    }

    [Fact]
    [Normative311(
        "MQTT-3.1.0-1", "MQTT-3.1.2-11", "MQTT-3.1.2-13", "MQTT-3.1.2-15", "MQTT-3.1.2-18", "MQTT-3.1.2-20", "MQTT-3.1.2-22", "MQTT-3.1.3-3", "MQTT-3.1.3-4",
        "MQTT-2.2.2-1")]
    public async Task The_first_packet_is_a_connect_of_mqtt_3_1_1()
    {
        await using TestClient test = await TestClient.Start(V311, options => options with { ClientId = "größe" });
        Wire server = await test.Open();
        await server.Expect("10 ~ [MQTT] 04 02 #0 [größe]");
    }

    [Theory]
    [InlineData(V311, AtMostOnce, false)]
    [InlineData(V311, ExactlyOnce, true)]
    [InlineData(V500, AtLeastOnce, false)]
    [InlineData(V500, ExactlyOnce, true)]
    [Normative("MQTT-3.1.2-9", "MQTT-3.1.2-12", "MQTT-3.1.2-17", "MQTT-3.1.2-19", "MQTT-3.1.3-1", "MQTT-3.1.3-11", "MQTT-3.1.3-12")]
    [Normative311("MQTT-3.1.2-9", "MQTT-3.1.2-14", "MQTT-3.1.2-19", "MQTT-3.1.2-21", "MQTT-3.1.3-1", "MQTT-3.1.3-10", "MQTT-3.1.3-11")]
    public async Task Will_user_name_and_password_are_flagged_and_in_their_order(MqttVersion version, QoS qos, bool retain)
    {
        await using TestClient test = await TestClient.Start(version, options => options with
        {
            UserName = "üser",
            Password = new byte[] { 0, 0xFF },
            Will = new MqttWill { Topic = "will/ü", Payload = Encoding.UTF8.GetBytes("gone"), QoS = qos, Retain = retain },
        });
        Wire server = await test.Open();
        Packet packet = await server.Expect(Connect);
        int flags = 0xC6 | ((int)qos << 3) | (retain ? 0x20 : 0);
        Assert.Equal(flags, packet.Frame.Body.Span[7]);
        Assert.EndsWith(
            Convert.ToHexString(Notation.Encode("[c] () [will/ü] [gone] [üser] 00 02 00 FF", version)), Convert.ToHexString(packet.Frame.Body.Span), StringComparison.Ordinal);
    }

    [Fact]
    [Normative("MQTT-3.1.2-12", "MQTT-1.5.4-1", "MQTT-1.5.4-2", "MQTT-3.1.3-11", "MQTT-3.1.3-12")]
    [Normative311("MQTT-3.1.2-14", "MQTT-3.1.2-22", "MQTT-1.5.3-1", "MQTT-1.5.3-2")]
    public void Options_that_would_break_the_connect_packet_are_refused()
    {
        var good = new MqttClientOptions { Brokers = ["mqtt://localhost"] };
        Assert.ThrowsAny<ArgumentException>(() => MqttClient.Create(good with { Will = new MqttWill { Topic = "t", QoS = (QoS)3 } }));
        Assert.ThrowsAny<ArgumentException>(() => MqttClient.Create(good with { Will = new MqttWill { Topic = "t/+" } }));
        Assert.ThrowsAny<ArgumentException>(() => MqttClient.Create(good with { Will = new MqttWill { Topic = "" } }));
        Assert.ThrowsAny<ArgumentException>(() => MqttClient.Create(good with { ClientId = "a\0b" }));
        Assert.ThrowsAny<ArgumentException>(() => MqttClient.Create(good with { ClientId = "a\ud800b" }));
        Assert.ThrowsAny<ArgumentException>(() => MqttClient.Create(good with { UserName = "a\udc00" }));
        Assert.ThrowsAny<ArgumentException>(() => MqttClient.Create(good with { ProtocolVersion = V311, Password = new byte[1] }));
    }

    [Fact]
    [Normative311("MQTT-3.1.3-7")]
    public async Task An_empty_client_identifier_is_sent_only_with_a_clean_session()
    {
        foreach (string? id in (string?[])[null, ""])
        {
            await using TestClient test = await TestClient.Start(V311, options => options with { ClientId = id, CleanStart = false });
            Wire server = await test.Open();
            ConnectPacket packet = await server.ExpectConnect();
            Assert.True(packet.CleanStart || packet.ClientId.Length > 0);
        }
    }

    [Fact]
    [Normative("MQTT-3.1.2-4", "MQTT-3.2.2-4")]
    public async Task A_client_that_has_no_session_closes_when_the_server_says_that_it_has()
    {
        await using TestClient test = await TestClient.Start();
        Wire server = await test.Open();
        Assert.True((await server.ExpectConnect()).CleanStart);
        await server.Send("20 03 01 00 00");
        Packet? last = await server.TryRead();
        Assert.True(last is null or { Type: Disconnect });
        await server.ExpectClosed();
    }

    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    [Normative("MQTT-3.1.2-23", "MQTT-3.2.2-5", "MQTT-4.1.0-1")]
    [Normative311("MQTT-3.1.2-4", "MQTT-4.1.0-1")]
    public async Task State_is_kept_over_a_lost_connection_and_dropped_when_the_server_has_lost_it(MqttVersion version)
    {
        (TestClient test, Wire server) = await TestClient.Connected(version);
        await using TestClient owned = test;
        await server.Send("34 ~ [t] #7 () 'x'");
        await server.Expect("50 ~ #7");
        server = await test.Reconnect(server, sessionPresent: true);

        // Remembered: acknowledged again, released, and then new.
        await server.Send("3C ~ [t] #7 () 'x'");
        await server.Expect("50 ~ #7");
        await server.Send("62 ~ #7");
        await server.Expect("70 ~ #7");
        await server.Send("34 ~ [t] #8 () 'x'");
        await server.Expect("50 ~ #8");
        server = await test.Reconnect(server, sessionPresent: false);
        await server.Send("62 ~ #8");
        await server.Expect("70 ~ #8 {92}");
    }

    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    [Normative("MQTT-3.1.2-20")]
    [Normative311("MQTT-3.1.2-23")]
    public async Task A_silent_client_sends_pingreq_within_the_keep_alive(MqttVersion version)
    {
        (TestClient test, Wire server) = await TestClient.Connected(version, options => options with { KeepAlive = TimeSpan.FromSeconds(30) });
        await using TestClient owned = test;
        for (int i = 0; i < 5; i++)
        {
            test.Advance(30);
            await server.Expect("C0 00");
            await server.Send("D0 00");
            await server.Sync();
        }
    }

    [Fact]
    [Normative("MQTT-3.1.2-21", "MQTT-3.2.2-21")]
    public async Task A_server_keep_alive_replaces_the_clients_own()
    {
        (TestClient test, Wire server) = await TestClient.Connected(
            with: options => options with { KeepAlive = TimeSpan.FromSeconds(60) }, answer: new ConnAckPacket { ServerKeepAlive = 5 });
        await using TestClient owned = test;
        test.Advance(5);
        await server.Expect("C0 00");

        (TestClient without, Wire quiet) = await TestClient.Connected(answer: new ConnAckPacket { ServerKeepAlive = 5 });
        await using TestClient also = without;
        without.Advance(5);
        await quiet.Expect("C0 00");
    }

    [Theory]
    [InlineData("20 03 02 00 00")]
    [InlineData("20 03 00 01 00")]
    [InlineData("20 03 01 87 00")]
    [InlineData("20 02 00 00")]
    [InlineData("30 ~ [t] () 'x'")]
    [InlineData("D0 00")]
    [InlineData("90 04 00 01 00 00")]
    [InlineData("21 03 00 00 00")]
    [InlineData("F0 ~ 18 (15 [X])")]
    [Normative("MQTT-3.2.2-1", "MQTT-3.2.2-8", "MQTT-3.2.0-1", "MQTT-2.1.3-1", "MQTT-4.12.0-6", "MQTT-4.12.0-7")]
    public async Task A_wrong_answer_to_connect_ends_the_connection(string answer)
    {
        await using TestClient test = await TestClient.Start();
        Wire server = await test.Open();
        await server.ExpectConnect();
        await server.Send(answer);
        Packet? last = await server.TryRead();
        Assert.True(last is null or { Type: Disconnect }, $"{last}");
        await server.ExpectClosed();
    }

    [Theory]
    [InlineData("20 ~ 00 80 ()")]
    [InlineData("20 ~ 00 89 (1F [later])")]
    [Normative("MQTT-4.13.2-1")]
    public async Task A_refusal_closes_the_connection(string answer)
    {
        await using TestClient test = await TestClient.Start();
        Wire server = await test.Open();
        await server.ExpectConnect();
        await server.Send(answer);
        await server.ExpectClosed();
    }

    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    [Normative("MQTT-3.14.4-1", "MQTT-3.14.4-2", "MQTT-3.14.2-1", "MQTT-3.14.1-1")]
    [Normative311("MQTT-3.14.4-1", "MQTT-3.14.4-2", "MQTT-3.14.1-1")]
    public async Task Disconnect_is_the_last_packet_and_the_connection_is_closed(MqttVersion version)
    {
        (TestClient test, Wire server) = await TestClient.Connected(version, options => options with { SessionExpiry = TimeSpan.Zero });
        await using TestClient owned = test;
        Task disconnect = test.Client.DisconnectAsync().AsTask();
        await server.Expect("E0 00");
        await server.ExpectClosed();
        await disconnect;
        _ = test.Client.PublishAsync("t", "x", AtMostOnce).AsTask().ContinueWith(static task => task.Exception, TaskScheduler.Default);
        await server.ExpectClosed();
    }

    [Theory]
    [InlineData("E0 01 8B")]
    [InlineData("E0 01 8E")]
    [InlineData("E0 ~ 9C (1C [other:1883] 1F [full])")]
    [InlineData("E0 01 8C")]
    [InlineData("E0 01 9B")]
    [Normative("MQTT-4.13.2-1", "MQTT-3.14.2-1")]
    public async Task A_disconnect_of_the_server_closes_the_connection(string disconnect)
    {
        (TestClient test, Wire server) = await TestClient.Connected();
        await using TestClient owned = test;
        await server.Send(disconnect);
        await server.ExpectClosed();
    }
}
