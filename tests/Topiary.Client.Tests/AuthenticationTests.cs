using System.Text;
using Topiary.Broker;
using Topiary.Client.Tests.Scripting;
using Topiary.Protocol;
using Topiary.Transport;

namespace Topiary.Client.Tests;

public sealed class AuthenticationTests
{
    [Theory]
    [InlineData("SCRAM-SHA-256")]
    [InlineData("SCRAM-SHA-512")]
    public async Task Scram_connects_and_authenticates_again(string mechanism)
    {
        (MqttBroker broker, MqttClient client) = await StartAsync(new ScramAuthentication("user", "pencil", ScramMechanism.Find(mechanism)));
        await using (broker)
        await using (client)
        {
            await client.ConnectAsync().Soon();
            Assert.True((await client.PublishAsync("t", "x").Soon()).NoMatchingSubscribers);
            await client.ReauthenticateAsync().Soon();
            await client.ReauthenticateAsync().Soon();
            Assert.Equal(0, client.Statistics.Reconnects);
        }
    }

    [Fact]
    public async Task A_wrong_password_stops_the_client()
    {
        (MqttBroker broker, MqttClient client) = await StartAsync(new ScramAuthentication("user", "wrong"));
        await using (broker)
        await using (client)
        {
            MqttConnectException e = await Assert.ThrowsAsync<MqttConnectException>(() => client.ConnectAsync().Soon());
            Assert.Equal((ReasonCode.NotAuthorized, true), (e.ReasonCode, e.IsDefinite));
        }
    }

    [Fact]
    public async Task A_broker_that_cannot_prove_itself_is_not_taken()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        MqttClient client = server.Client(o => o with { Authentication = new ScramAuthentication("user", "pencil") });
        Task connecting = client.ConnectAsync().AsTask();
        ServerPeer peer = await server.NextAsync();
        string nonce = Encoding.UTF8.GetString(peer.Connect.AuthenticationData!.Value.Span).Split("r=")[1];
        peer.Send(new AuthPacket
        {
            ReasonCode = ReasonCode.ContinueAuthentication,
            AuthenticationMethod = "SCRAM-SHA-256",
            AuthenticationData = Encoding.UTF8.GetBytes($"r={nonce}xyz,s=QSXCR+Q6sek8bf92,i=4096"),
        });
        await peer.ExpectAsync(PacketType.Auth);
        peer.Send(new ConnAckPacket { AuthenticationMethod = "SCRAM-SHA-256", AuthenticationData = Encoding.UTF8.GetBytes($"v={Convert.ToBase64String(new byte[32])}") });
        MqttClientStateChange change = await client.UntilAsync(MqttClientState.Reconnecting);
        Assert.Contains("could not prove", change.Error!.Message, StringComparison.Ordinal);
        Assert.False(connecting.IsCompleted);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("other")]
    public async Task A_connack_with_another_method_is_not_taken(string? method)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        MqttClient client = server.Client(o => o with { Authentication = new ScramAuthentication("user", "pencil") });
        _ = client.ConnectAsync().AsTask();
        ServerPeer peer = await server.NextAsync();
        peer.Send(new ConnAckPacket { AuthenticationMethod = method });
        MqttClientStateChange change = await client.UntilAsync(MqttClientState.Reconnecting);
        Assert.Equal(ReasonCode.ProtocolError, change.ReasonCode);
    }

    [Fact]
    public async Task An_auth_that_nobody_asked_for_ends_the_connection()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync();
        peer.Send(new AuthPacket { ReasonCode = ReasonCode.ReAuthenticate, AuthenticationMethod = "x" });
        Assert.Equal(ReasonCode.ProtocolError, (await peer.ExpectDisconnectAsync()).ReasonCode);
        await client.UntilAsync(MqttClientState.Reconnecting);
    }

    [Fact]
    public async Task Authenticating_again_times_out_and_fails_with_the_connection()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync(o => o with { Authentication = new Trusting() }, new ConnAckPacket { AuthenticationMethod = "trust" });
        Task again = client.ReauthenticateAsync();
        AuthPacket asked = AuthPacket.Read(await peer.NextAsync(), MqttVersion.V500);
        Assert.Equal(ReasonCode.ReAuthenticate, asked.ReasonCode);
        await Assert.ThrowsAsync<MqttAuthenticationException>(() => client.ReauthenticateAsync());
        server.Time.Advance(TimeSpan.FromSeconds(10));
        await Assert.ThrowsAsync<TimeoutException>(() => again.Soon());
        await client.UntilAsync(MqttClientState.Reconnecting);
        await Assert.ThrowsAsync<MqttAuthenticationException>(() => client.ReauthenticateAsync());
    }

    [Fact]
    public async Task A_disconnect_while_authenticating_again_is_its_failure()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync(o => o with { Authentication = new Trusting() }, new ConnAckPacket { AuthenticationMethod = "trust" });
        Task again = client.ReauthenticateAsync();
        await peer.ExpectAsync(PacketType.Auth);
        peer.Send(new DisconnectPacket { ReasonCode = ReasonCode.NotAuthorized });
        await Assert.ThrowsAsync<MqttAuthenticationException>(() => again.Soon());
        Assert.Equal(ReasonCode.NotAuthorized, (await client.UntilAsync(MqttClientState.Reconnecting)).ReasonCode);
    }

    [Fact]
    public void Options_are_checked()
    {
        Assert.Throws<ArgumentException>(() => new ScramAuthentication("", "x"));
        ArgumentException e = Assert.Throws<ArgumentException>(() => MqttClient.Create(
            new MqttClientOptions { Brokers = ["mqtt://localhost"], ProtocolVersion = MqttVersion.V311, Authentication = new Trusting() }));
        Assert.Contains("Authentication needs MQTT 5.0", e.Message, StringComparison.Ordinal);
    }

    private static async Task<(MqttBroker Broker, MqttClient Client)> StartAsync(IMqttAuthentication authentication)
    {
        var network = new MemoryNetwork();
        var credentials = new ScramCredentials();
        credentials.SetPassword("user", "pencil", 4096);
        var broker = new MqttBroker(new MqttBrokerOptions { Listeners = { "memory:auth" }, MemoryNetwork = network, ScramCredentials = credentials });
        await broker.StartAsync();
        return (broker, MqttClient.Create(new MqttClientOptions
        {
            Brokers = ["memory:auth"],
            Authentication = authentication,
            Transports = TransportRegistry.CreateDefault().AddMemory(network),
        }));
    }

    private sealed class Trusting : IMqttAuthentication, IMqttAuthenticationExchange
    {
        public string Method => "trust";

        public IMqttAuthenticationExchange Begin() => this;

        public ValueTask<ReadOnlyMemory<byte>?> StartAsync(CancellationToken cancellationToken) => default;

        public ValueTask<ReadOnlyMemory<byte>?> ContinueAsync(ReadOnlyMemory<byte>? data, CancellationToken cancellationToken) => default;

        public ValueTask CompleteAsync(ReadOnlyMemory<byte>? data, CancellationToken cancellationToken) => default;
    }
}
