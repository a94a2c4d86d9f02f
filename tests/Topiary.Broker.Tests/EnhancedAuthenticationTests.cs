using System.Text;
using Topiary.Protocol;

namespace Topiary.Broker.Tests;

public sealed class EnhancedAuthenticationTests
{
    private const string Method = "SCRAM-SHA-256";

    [Theory]
    [InlineData("SCRAM-SHA-256")]
    [InlineData("SCRAM-SHA-512")]
    public async Task Scram_lets_in_who_knows_the_password_and_proves_the_broker(string method)
    {
        await using TestBroker broker = await StartAsync();
        (RawClient client, ScramClientExchange scram) = await BeginAsync(broker, "user", "pencil", method);
        await client.SendAsync(Auth(scram.Respond(await ReadDataAsync(client)), method: method));
        ConnAckPacket answer = await ReadConnAckAsync(client);
        Assert.Equal((ReasonCode.Success, method), (answer.ReasonCode, answer.AuthenticationMethod));
        scram.Verify(answer.AuthenticationData!.Value.Span);
        await client.AssertNothingAsync();
    }

    [Theory]
    [InlineData("user", "wrong")]
    [InlineData("nobody", "pencil")]
    public async Task Scram_refuses_others_with_0x87_without_telling_them_apart(string user, string password)
    {
        await using TestBroker broker = await StartAsync();
        (RawClient client, ScramClientExchange scram) = await BeginAsync(broker, user, password);
        await client.SendAsync(Auth(scram.Respond(await ReadDataAsync(client))));
        ConnAckPacket answer = await ReadConnAckAsync(client);
        Assert.Equal((ReasonCode.NotAuthorized, null), (answer.ReasonCode, answer.ReasonString));
        Assert.Null(await client.ReadEndAsync());
        Assert.Equal(1, broker.Broker.GetStatistics().ConnectionsRefused);
    }

    [Theory]
    [InlineData("other", ReasonCode.ContinueAuthentication)]
    [InlineData(Method, ReasonCode.ReAuthenticate)]
    [InlineData(Method, ReasonCode.Success)]
    public async Task The_method_is_the_same_throughout_and_the_reason_fits(string method, ReasonCode code)
    {
        await using TestBroker broker = await StartAsync();
        (RawClient client, ScramClientExchange scram) = await BeginAsync(broker, "user", "pencil");
        await client.SendAsync(Auth(scram.Respond(await ReadDataAsync(client)), code, method));
        Assert.Equal(ReasonCode.ProtocolError, (await ReadConnAckAsync(client)).ReasonCode);
    }

    [Fact]
    public async Task Nothing_but_auth_and_disconnect_comes_between_connect_and_connack()
    {
        await using TestBroker broker = await StartAsync();
        (RawClient impatient, _) = await BeginAsync(broker, "user", "pencil");
        await ReadDataAsync(impatient);
        await impatient.PublishAsync("t", "x");
        Assert.Equal(ReasonCode.ProtocolError, (await ReadConnAckAsync(impatient)).ReasonCode);
        (RawClient leaving, _) = await BeginAsync(broker, "user", "pencil");
        await ReadDataAsync(leaving);
        await leaving.SendAsync(new DisconnectPacket());
        Assert.Null(await leaving.ReadEndAsync());
    }

    [Fact]
    public async Task Auth_without_a_method_in_connect_is_a_protocol_error()
    {
        await using TestBroker broker = await StartAsync();
        RawClient client = await broker.ConnectAsync("c");
        await client.SendAsync(Auth("x"u8.ToArray(), ReasonCode.ReAuthenticate));
        Assert.Equal(ReasonCode.ProtocolError, await client.ReadEndAsync());
    }

    [Fact]
    public async Task A_client_authenticates_again_while_messages_go_on()
    {
        await using TestBroker broker = await StartAsync();
        RawClient client = await ConnectAsync(broker);
        await client.SubscribeAsync("t");
        var scram = new ScramClientExchange(ScramMechanism.Sha256, "user", "pencil");
        await client.SendAsync(Auth(scram.Start(), ReasonCode.ReAuthenticate));
        byte[] serverFirst = await ReadDataAsync(client);
        await client.PublishAsync("t", "meanwhile");
        Assert.Equal("meanwhile", (await client.ReadPublishAsync()).Text());
        await client.SendAsync(Auth(scram.Respond(serverFirst)));
        AuthPacket last = AuthPacket.Read(await client.ReadAsync(PacketType.Auth), MqttVersion.V500);
        Assert.Equal(ReasonCode.Success, last.ReasonCode);
        scram.Verify(last.AuthenticationData!.Value.Span);
        broker.Time.Advance(TimeSpan.FromMinutes(1));
        await client.AssertNothingAsync();
        await client.SendAsync(Auth(null));
        Assert.Equal(ReasonCode.ProtocolError, await client.ReadEndAsync());
    }

    [Theory]
    [InlineData("user", "wrong")]
    [InlineData("other", "pencil")]
    public async Task Authenticating_again_with_a_wrong_password_or_as_somebody_else_ends_the_connection_with_0x87(string user, string password)
    {
        await using TestBroker broker = await StartAsync();
        RawClient client = await ConnectAsync(broker);
        var scram = new ScramClientExchange(ScramMechanism.Sha256, user, password);
        await client.SendAsync(Auth(scram.Start(), ReasonCode.ReAuthenticate));
        await client.SendAsync(Auth(scram.Respond(await ReadDataAsync(client))));
        Assert.Equal(ReasonCode.NotAuthorized, await client.ReadEndAsync());
    }

    [Fact]
    public async Task Authenticating_again_takes_no_longer_than_the_connect_timeout()
    {
        await using TestBroker broker = await StartAsync();
        RawClient bystander = await broker.ConnectAsync("bystander");
        RawClient client = await ConnectAsync(broker);
        await client.SendAsync(Auth(new ScramClientExchange(ScramMechanism.Sha256, "user", "pencil").Start(), ReasonCode.ReAuthenticate));
        await ReadDataAsync(client);
        broker.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(ReasonCode.NotAuthorized, await client.ReadEndAsync());
        await bystander.StillWorksAsync();
    }

    [Fact]
    public async Task An_exchange_that_is_left_hanging_is_closed_after_the_connect_timeout()
    {
        await using TestBroker broker = await StartAsync();
        RawClient bystander = await broker.ConnectAsync("bystander");
        (RawClient client, _) = await BeginAsync(broker, "user", "pencil");
        await ReadDataAsync(client);
        broker.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Null(await client.ReadEndAsync());
        await TestBroker.UntilAsync(() => broker.Broker.GetStatistics().Connections == 1, "the connection is gone");
        Assert.Equal(1, broker.Broker.GetStatistics().LimitsReached[BrokerLimit.ConnectTime]);
        await bystander.StillWorksAsync();
    }

    [Fact]
    public async Task Rounds_are_limited()
    {
        await using TestBroker broker = await StartAsync(o =>
        {
            o.EnhancedAuthenticators.Add(new Custom());
            o.MaximumAuthenticationRounds = 3;
        });
        RawClient bystander = await broker.ConnectAsync("bystander");
        RawClient client = await broker.OpenAsync();
        await client.SendAsync(new ConnectPacket { ClientId = "c", AuthenticationMethod = "custom", AuthenticationData = "more"u8.ToArray() });
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal("more", Encoding.UTF8.GetString(await ReadDataAsync(client)));
            await client.SendAsync(Auth("more"u8.ToArray(), method: "custom"));
        }

        Assert.Equal(ReasonCode.NotAuthorized, (await ReadConnAckAsync(client)).ReasonCode);
        Assert.Equal(1, broker.Broker.GetStatistics().LimitsReached[BrokerLimit.AuthenticationRounds]);
        await bystander.StillWorksAsync();
    }

    [Theory]
    [InlineData("ok", ReasonCode.Success)]
    [InlineData("banned", ReasonCode.Banned)]
    [InlineData("throw", ReasonCode.NotAuthorized)]
    public async Task A_method_of_one_s_own_decides(string data, ReasonCode expected)
    {
        await using TestBroker broker = await StartAsync(o => o.EnhancedAuthenticators.Add(new Custom()));
        RawClient client = await broker.OpenAsync();
        await client.SendAsync(new ConnectPacket { ClientId = "c", AuthenticationMethod = "custom", AuthenticationData = Encoding.UTF8.GetBytes(data) });
        Assert.Equal(expected, (await ReadConnAckAsync(client)).ReasonCode);
    }

    [Fact]
    public async Task An_authenticator_that_never_answers_holds_no_connection_for_ever()
    {
        await using TestBroker broker = await StartAsync(o => o.EnhancedAuthenticators.Add(new Custom()));
        RawClient client = await broker.OpenAsync();
        await client.SendAsync(new ConnectPacket { ClientId = "c", AuthenticationMethod = "custom", AuthenticationData = "hang"u8.ToArray() });
        await TestBroker.UntilAsync(() => broker.Broker.GetStatistics().BytesReceived > 0, "CONNECT has come");
        broker.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Null(await client.ReadEndAsync());
        await TestBroker.UntilAsync(() => broker.Broker.GetStatistics().Connections == 0, "the connection is gone");
    }

    [Fact]
    public async Task Two_methods_of_one_name_are_refused()
    {
        MqttBrokerOptionsException e = await Assert.ThrowsAsync<MqttBrokerOptionsException>(() => StartAsync(o =>
        {
            o.EnhancedAuthenticators.Add(new Custom());
            o.EnhancedAuthenticators.Add(new Custom());
        }));
        Assert.Contains("EnhancedAuthenticators", e.Message, StringComparison.Ordinal);
    }

    private static Task<TestBroker> StartAsync(Action<MqttBrokerOptions>? configure = null) => TestBroker.StartAsync(o =>
    {
        o.AllowAnonymous = true;
        o.ScramCredentials = new ScramCredentials();
        o.ScramCredentials.SetPassword("user", "pencil", 4096);
        o.ScramCredentials.SetPassword("other", "pencil", 4096);
        configure?.Invoke(o);
    });

    private static async Task<(RawClient Client, ScramClientExchange Scram)> BeginAsync(TestBroker broker, string user, string password, string method = Method)
    {
        RawClient client = await broker.OpenAsync();
        var scram = new ScramClientExchange(ScramMechanism.Find(method)!, user, password);
        await client.SendAsync(new ConnectPacket { ClientId = "c", CleanStart = true, AuthenticationMethod = method, AuthenticationData = scram.Start() });
        return (client, scram);
    }

    private static async Task<RawClient> ConnectAsync(TestBroker broker)
    {
        (RawClient client, ScramClientExchange scram) = await BeginAsync(broker, "user", "pencil");
        await client.SendAsync(Auth(scram.Respond(await ReadDataAsync(client))));
        Assert.Equal(ReasonCode.Success, (await ReadConnAckAsync(client)).ReasonCode);
        return client;
    }

    private static AuthPacket Auth(byte[]? data, ReasonCode code = ReasonCode.ContinueAuthentication, string method = Method)
        => new() { ReasonCode = code, AuthenticationMethod = method, AuthenticationData = data };

    private static async Task<byte[]> ReadDataAsync(RawClient client)
    {
        AuthPacket packet = AuthPacket.Read(await client.ReadAsync(PacketType.Auth), MqttVersion.V500);
        Assert.Equal(ReasonCode.ContinueAuthentication, packet.ReasonCode);
        return packet.AuthenticationData!.Value.ToArray();
    }

    private static async Task<ConnAckPacket> ReadConnAckAsync(RawClient client) => ConnAckPacket.Read(await client.ReadAsync(PacketType.ConnAck), MqttVersion.V500);

    private sealed class Custom : IEnhancedAuthenticator, IEnhancedAuthenticationExchange
    {
        public string Method => "custom";

        public IEnhancedAuthenticationExchange Begin(AuthenticationRequest request) => this;

        public async ValueTask<EnhancedAuthenticationStep> ContinueAsync(ReadOnlyMemory<byte>? data, CancellationToken cancellationToken)
        {
            await Task.Yield();
            switch (Encoding.UTF8.GetString(data!.Value.Span))
            {
                case "ok":
                    return EnhancedAuthenticationStep.Success("somebody");
                case "banned":
                    return EnhancedAuthenticationStep.Refuse(ReasonCode.Banned);
                case "hang":
                    await new TaskCompletionSource().Task;
                    return EnhancedAuthenticationStep.Success("never");
                case "throw":
                    throw new InvalidOperationException("user");
                default:
                    return EnhancedAuthenticationStep.Continue(data);
            }
        }
    }
}
