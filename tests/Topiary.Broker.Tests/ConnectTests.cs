using System.Text;
using Topiary.Protocol;

namespace Topiary.Broker.Tests;

public sealed class ConnectTests
{
    [Fact]
    public async Task Connack_tells_what_the_broker_supports_and_sets()
    {
        await using TestBroker broker = await TestBroker.StartAsync(o =>
        {
            o.MaximumKeepAlive = TimeSpan.FromSeconds(60);
            o.MaximumSessionExpiry = TimeSpan.FromHours(1);
            o.MaximumQoS = QoS.AtLeastOnce;
            o.RetainAvailable = false;
            o.ReceiveMaximum = 10;
            o.MaximumPacketSize = 5000;
            o.TopicAliasMaximum = 3;
            o.ResponseInformation = "replies/";
        });
        RawClient client = await broker.ConnectAsync("", with: c => c with { KeepAlive = 600, SessionExpiryInterval = uint.MaxValue, RequestResponseInformation = true });
        ConnAckPacket ack = client.ConnAck;
        Assert.Equal((60, 3600u, QoS.AtLeastOnce, false), ((int)ack.ServerKeepAlive!, ack.SessionExpiryInterval!.Value, ack.MaximumQoS!.Value, ack.RetainAvailable!.Value));
        Assert.Equal((10, 5000u, 3, "replies/"), ((int)ack.ReceiveMaximum!, ack.MaximumPacketSize!.Value, (int)ack.TopicAliasMaximum!, ack.ResponseInformation));
        Assert.NotEmpty(ack.AssignedClientIdentifier!);
        RawClient other = await broker.ConnectAsync("", with: c => c with { KeepAlive = 60 });
        Assert.NotEqual(ack.AssignedClientIdentifier, other.ConnAck.AssignedClientIdentifier);
        Assert.Null(other.ConnAck.ServerKeepAlive);
        Assert.Null(other.ConnAck.ResponseInformation);
        Assert.Null(other.ConnAck.SessionExpiryInterval);
    }

    [Fact]
    public async Task Every_version_connects()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient v310 = await broker.OpenAsync(MqttVersion.V310);
        await v310.SendHexAsync("10 0F 00 06 4D 51 49 73 64 70 03 02 00 3C 00 01 61");
        Assert.Equal("0000", Convert.ToHexString((await v310.ReadAsync(PacketType.ConnAck)).Body.Span));
        RawClient v311 = await broker.OpenAsync(MqttVersion.V311);
        await v311.SendHexAsync("10 0D 00 04 4D 51 54 54 04 02 00 3C 00 01 62");
        Assert.Equal("0000", Convert.ToHexString((await v311.ReadAsync(PacketType.ConnAck)).Body.Span));
        RawClient v500 = await broker.OpenAsync();
        await v500.SendHexAsync("10 0E 00 04 4D 51 54 54 05 02 00 3C 00 00 01 63");
        Assert.Equal(ReasonCode.Success, ConnAckPacket.Read(await v500.ReadAsync(PacketType.ConnAck), MqttVersion.V500).ReasonCode);
    }

    [Theory]
    [InlineData("10 0E 00 04 4D 51 54 54 06 02 00 3C 00 00 01 63", "2003008400")] // level 6: answered as MQTT 5
    [InlineData("10 0D 00 04 4D 51 54 54 02 02 00 3C 00 01 62", "20020001")] // level 2: answered as MQTT 3
    [InlineData("10 0C 00 04 4D 51 54 54 04 00 00 3C 00 00", "20020002")] // 3.1.1, no identifier, clean session 0
    [InlineData("10 0E 00 06 4D 51 49 73 64 70 03 02 00 3C 00 00", "20020002")] // 3.1, no identifier
    [InlineData("10 0E 00 04 4D 51 54 54 05 03 00 3C 00 00 01 63", "2003008100")] // reserved flag
    [InlineData("10 0D 00 04 4D 51 54 54 04 03 00 3C 00 01 62", "")] // the same in 3.1.1: no answer
    [InlineData("C0 00", "")] // the first packet is no CONNECT
    [InlineData("20 02 00 00", "")] // a packet of the server's
    [InlineData("10 FF FF FF FF 7F", "")] // five bytes of length
    [InlineData("10 FF FF FF 7F", "")] // too large before CONNECT
    public async Task A_bad_connect_is_answered_as_its_version_says_and_closed(string sent, string expected)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient client = await broker.OpenAsync();
        await client.SendHexAsync(sent);
        string answer = "";
        while (await client.TryReadAsync() is { } frame)
        {
            answer += $"{((int)frame.Type << 4) | frame.Flags:X2}{frame.Body.Length:X2}{Convert.ToHexString(frame.Body.Span)}";
        }

        Assert.Equal(expected, answer);
        Assert.Equal(0, broker.Broker.GetStatistics().Sessions);
    }

    [Fact]
    public async Task A_connection_without_connect_is_closed_after_the_timeout()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient silent = await broker.OpenAsync();
        RawClient half = await broker.OpenAsync();
        await half.SendHexAsync("10 0E 00 04");
        await TestBroker.UntilAsync(() => broker.Broker.GetStatistics() is { Connections: 2, BytesReceived: 4 }, "both are open");
        broker.Time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.Equal(2, broker.Broker.GetStatistics().Connections);
        broker.Time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Null(await silent.TryReadAsync());
        Assert.Null(await half.TryReadAsync());
    }

    [Fact]
    public async Task A_second_connect_is_a_protocol_error()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient client = await broker.ConnectAsync("c");
        await client.SendAsync(new ConnectPacket { ClientId = "c" });
        Assert.Equal(ReasonCode.ProtocolError, await client.ReadEndAsync());
    }

    [Theory]
    [InlineData("20 03 00 00 00")]
    [InlineData("90 04 00 01 00 00")]
    [InlineData("B0 04 00 01 00 00")]
    [InlineData("D0 00")]
    [InlineData("F0 00")]
    [InlineData("F0 0B 18 09 15 00 01 58 16 00 02 01 02")]
    public async Task Packets_that_only_servers_send_are_protocol_errors(string hex)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient client = await broker.ConnectAsync("c");
        await client.SendHexAsync(hex);
        Assert.Equal(ReasonCode.ProtocolError, await client.ReadEndAsync());
    }

    [Fact]
    public async Task A_malformed_packet_ends_one_connection_and_no_other()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient bad = await broker.ConnectAsync("bad");
        RawClient good = await broker.ConnectAsync("good");
        await good.SubscribeAsync("t");
        await bad.PublishAsync("t", "before");
        await bad.SendHexAsync("36 03 00 01 74");
        Assert.Equal(ReasonCode.MalformedPacket, await bad.ReadEndAsync());
        Assert.Equal(["before"], await good.DrainPayloadsAsync());
    }

    [Fact]
    public async Task An_authentication_method_is_refused_with_0x8C()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient client = await broker.OpenAsync();
        await client.SendAsync(new ConnectPacket { ClientId = "c", AuthenticationMethod = "SCRAM" });
        Assert.Equal(ReasonCode.BadAuthenticationMethod, ConnAckPacket.Read(await client.ReadAsync(PacketType.ConnAck), MqttVersion.V500).ReasonCode);
        Assert.Null(await client.ReadEndAsync());
    }

    [Theory]
    [InlineData("right", "right", ReasonCode.Success)]
    [InlineData("right", "wrong", ReasonCode.BadUserNameOrPassword)]
    [InlineData("throws", "x", ReasonCode.ServerUnavailable)]
    [InlineData(null, null, ReasonCode.NotAuthorized)]
    public async Task The_authenticator_decides_who_is_let_in(string? user, string? password, ReasonCode expected)
    {
        await using TestBroker broker = await TestBroker.StartAsync(o =>
        {
            o.Authenticator = new Passwords();
            o.Listeners.Add("tcp://0.0.0.0:0");
        });
        RawClient client = await broker.OpenAsync();
        await client.SendAsync(new ConnectPacket { ClientId = "c", UserName = user, Password = password is null ? default(ReadOnlyMemory<byte>?) : Encoding.UTF8.GetBytes(password) });
        Assert.Equal(expected, ConnAckPacket.Read(await client.ReadAsync(PacketType.ConnAck), MqttVersion.V500).ReasonCode);
        Assert.Equal(expected == ReasonCode.Success ? 0 : 1, broker.Broker.GetStatistics().ConnectionsRefused);
    }

    [Fact]
    public async Task A_session_can_only_be_taken_over_by_who_made_it()
    {
        await using TestBroker broker = await TestBroker.StartAsync(o => o.Authenticator = new Passwords());
        RawClient owner = await broker.ConnectAsync("c", with: c => c with { UserName = "right", Password = "right"u8.ToArray() });
        RawClient thief = await broker.OpenAsync();
        await thief.SendAsync(new ConnectPacket { ClientId = "c", CleanStart = true });
        Assert.Equal(ReasonCode.NotAuthorized, ConnAckPacket.Read(await thief.ReadAsync(PacketType.ConnAck), MqttVersion.V500).ReasonCode);
        await owner.AssertNothingAsync();
    }

    [Fact]
    public async Task More_connections_than_allowed_are_closed_at_once()
    {
        await using TestBroker broker = await TestBroker.StartAsync(o => o.MaximumConnections = 1);
        RawClient first = await broker.ConnectAsync("a");
        RawClient second = await broker.OpenAsync();
        Assert.Null(await second.TryReadAsync());
        await first.StillWorksAsync();
        Assert.Equal(1, broker.Broker.GetStatistics().ConnectionsRefused);
    }

    [Fact]
    public async Task An_authenticator_refuses_anonymous_clients_on_the_own_machine_too()
    {
        await using TestBroker broker = await TestBroker.StartAsync(o => o.Authenticator = new Passwords());
        RawClient client = await broker.OpenAsync();
        await client.SendAsync(new ConnectPacket { ClientId = "c", CleanStart = true });
        Assert.Equal(ReasonCode.NotAuthorized, ConnAckPacket.Read(await client.ReadAsync(PacketType.ConnAck), MqttVersion.V500).ReasonCode);
    }

    private sealed class Passwords : IAuthenticator
    {
        public async ValueTask<AuthenticationResult> AuthenticateAsync(AuthenticationRequest request, CancellationToken cancellationToken)
        {
            await Task.Yield();
            return request.UserName == "throws" ? throw new InvalidOperationException("no database")
                : request.UserName == "right" && request.Password is { } password && password.Span.SequenceEqual("right"u8)
                    ? AuthenticationResult.Success("right")
                    : AuthenticationResult.Refuse();
        }
    }
}
