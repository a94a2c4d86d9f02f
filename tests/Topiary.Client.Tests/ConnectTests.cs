using System.Net;
using System.Net.Sockets;
using Topiary.Client.Tests.Scripting;
using Topiary.Protocol;

namespace Topiary.Client.Tests;

public sealed class ConnectTests
{
    [Fact]
    public async Task Connect_sends_what_the_options_say_and_passes_through_its_states()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        MqttClient client = server.Client(static o => o with
        {
            ClientId = "me",
            UserName = "user",
            Password = new byte[] { 1, 2 },
            KeepAlive = TimeSpan.FromSeconds(30),
            SessionExpiry = TimeSpan.FromMinutes(2),
            ReceiveMaximum = 7,
            MaximumPacketSize = 4096,
            TopicAliasMaximum = 9,
            RequestProblemInformation = false,
            RequestResponseInformation = true,
            UserProperties = new UserProperties([new("a", "b")]),
            Will = new MqttWill { Topic = "gone", Payload = "x"u8.ToArray(), QoS = QoS.ExactlyOnce, Retain = true, Delay = TimeSpan.FromSeconds(3), Expiry = TimeSpan.FromSeconds(4), ContentType = "t" },
        });
        var states = new List<MqttClientState>();
        client.StateChanged += (_, change) => states.Add(change.Current);
        Task connecting = client.ConnectAsync().AsTask();
        ServerPeer peer = await server.NextAsync();
        ConnectPacket connect = peer.Connect;
        Assert.Equal(MqttClientState.Connecting, client.State);
        peer.Send(new ConnAckPacket { ResponseInformation = "answers/me" });
        await connecting.Soon();

        Assert.Equal(("me", "user", (ushort)30, true), (connect.ClientId, connect.UserName, connect.KeepAlive, connect.CleanStart));
        Assert.Equal([1, 2], connect.Password!.Value.ToArray());
        Assert.Equal((120u, (ushort)7, 4096u, (ushort)9), (connect.SessionExpiryInterval, connect.ReceiveMaximum, connect.MaximumPacketSize, connect.TopicAliasMaximum));
        Assert.Equal((false, true), (connect.RequestProblemInformation, connect.RequestResponseInformation));
        Assert.Equal("b", connect.UserProperties["a"]);
        Assert.Equal(("gone", QoS.ExactlyOnce, true, 3u, 4u), (connect.Will!.Topic, connect.Will.QoS, connect.Will.Retain, connect.Will.DelayInterval, connect.Will.Properties.MessageExpiryInterval));
        Assert.Equal([MqttClientState.Connecting, MqttClientState.Connected], states);
        Assert.Equal(("answers/me", server.Address), (client.ResponseInformation, client.ConnectedBroker));
    }

    [Fact]
    public async Task Disconnect_sends_disconnect_closes_and_may_be_followed_by_connect()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync();
        await client.DisconnectAsync().Soon();
        DisconnectPacket packet = await peer.ExpectDisconnectAsync();
        Assert.Equal((ReasonCode.Success, 0u), (packet.ReasonCode, packet.SessionExpiryInterval));
        await peer.EndAsync();
        Assert.Equal(MqttClientState.Disconnected, client.State);

        Task again = client.ConnectAsync().AsTask();
        await server.AcceptAsync();
        await again.Soon();
        Assert.Equal(MqttClientState.Connected, client.State);
    }

    [Theory]
    [InlineData(ReasonCode.BadUserNameOrPassword, "The connection to memory:broker was refused by the broker: 0x86 BadUserNameOrPassword (\"who?\").")]
    [InlineData(ReasonCode.NotAuthorized, "The connection to memory:broker was refused by the broker: 0x87 NotAuthorized (\"who?\").")]
    public async Task Refused_credentials_stop_the_client_and_say_so(ReasonCode code, string text)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        MqttClient client = server.Client();
        Task connecting = client.ConnectAsync().AsTask();
        ServerPeer peer = await server.NextAsync();
        peer.Send(new ConnAckPacket { ReasonCode = code, ReasonString = "who?" });
        MqttConnectException e = await Assert.ThrowsAsync<MqttConnectException>(connecting.Soon);
        Assert.Equal(text, e.Message);
        Assert.Equal((code, true, server.Address), (e.ReasonCode, e.IsDefinite, e.Broker));
        Assert.Equal(MqttClientState.Stopped, client.State);
        await Assert.ThrowsAsync<MqttConnectException>(() => client.WaitForConnectedAsync().Soon());
        MqttDisconnectedException closed = await Assert.ThrowsAsync<MqttDisconnectedException>(() => client.PublishAsync("a", "b").Soon());
        Assert.Equal($"The client has stopped: {text}", closed.Message);
    }

    [Fact]
    public async Task Refused_credentials_on_mqtt_3_are_told_alike()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(MqttVersion.V311);
        MqttClient client = server.Client();
        Task connecting = client.ConnectAsync().AsTask();
        ServerPeer peer = await server.NextAsync();
        peer.SendBytes(0x20, 2, 0, 4);
        MqttConnectException e = await Assert.ThrowsAsync<MqttConnectException>(connecting.Soon);
        Assert.Equal("The connection to memory:broker was refused by the broker: 0x86 BadUserNameOrPassword.", e.Message);
    }

    [Fact]
    public void A_wrong_address_is_refused_by_create()
    {
        ArgumentException e = Assert.Throws<ArgumentException>(() => MqttClient.Create(new MqttClientOptions { Brokers = ["http://x"] }));
        Assert.StartsWith("MqttClientOptions.Brokers holds an address that cannot be used: ", e.Message);
        Assert.Contains("http", e.Message);
    }

    [Fact]
    public async Task A_transport_that_is_not_available_is_a_definite_failure()
    {
        await using MqttClient client = MqttClient.Create(new MqttClientOptions { Brokers = ["memory:nowhere"] });
        MqttConnectException e = await Assert.ThrowsAsync<MqttConnectException>(() => client.ConnectAsync().Soon());
        Assert.Equal("Cannot connect to \"memory:nowhere\": no transport for \"memory\" is available here (available: mqtt, mqtts, tcp, unix, ws, wss).", e.Message);
        Assert.True(e.IsDefinite);
    }

    [Fact]
    public async Task A_refused_connection_is_reported_and_tried_again()
    {
        using var unused = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        unused.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        string address = $"mqtt://127.0.0.1:{((IPEndPoint)unused.LocalEndPoint!).Port}";
        var time = new ManualTime();
        await using MqttClient client = MqttClient.Create(new MqttClientOptions { Brokers = [address], TimeProvider = time, NextRandom = static () => 0 });
        StateRecorder.Of(client);
        using var stop = new CancellationTokenSource();
        Task connecting = client.ConnectAsync(stop.Token).AsTask();
        MqttClientStateChange change = await client.UntilAsync(MqttClientState.Reconnecting);
        Assert.StartsWith($"Cannot connect to \"{address}\"", change.Error!.Message);
        Assert.Contains("refused", change.Error.Message);
        Assert.Equal((address, TimeSpan.FromSeconds(1)), (change.Broker, change.RetryDelay));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(connecting.Soon);
        Assert.Equal(MqttClientState.Disconnected, client.State);
    }

    [Fact]
    public async Task A_broker_that_does_not_answer_connect_is_given_up_after_the_operation_timeout()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        MqttClient client = server.Client();
        Task connecting = client.ConnectAsync().AsTask();
        await server.NextAsync();
        server.Time.Advance(9.999);
        Assert.Equal(MqttClientState.Connecting, client.State);
        server.Time.Advance(0.001);
        MqttClientStateChange change = await client.UntilAsync(MqttClientState.Reconnecting);
        Assert.Equal("Connecting to memory:broker timed out after 00:00:10: the broker has not answered CONNECT.", change.Error!.Message);
        Assert.False(connecting.IsCompleted);
    }

    [Fact]
    public async Task Backoff_doubles_up_to_the_maximum_and_begins_anew_after_a_connection_that_held()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        var delays = new List<double>();
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync(static o => o with { ReconnectDelayMax = TimeSpan.FromSeconds(5) });
        for (int i = 0; i < 5; i++)
        {
            peer.Cut();
            delays.Add((await client.UntilAsync(MqttClientState.Reconnecting)).RetryDelay!.Value.TotalSeconds);
            server.Time.Advance(delays[^1] - 0.001);
            Assert.Equal(MqttClientState.Reconnecting, client.State);
            server.Time.Advance(0.001);
            peer = await server.AcceptAsync();
            await client.UntilAsync(MqttClientState.Connected);
        }

        server.Time.Advance(60);
        peer.Cut();
        delays.Add((await client.UntilAsync(MqttClientState.Reconnecting)).RetryDelay!.Value.TotalSeconds);
        Assert.Equal([1, 2, 4, 5, 5, 1], delays);
        Assert.Equal(5, client.Statistics.Reconnects);
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(0.5, 3)]
    [InlineData(1, 2)]
    public void Backoff_is_shortened_at_random_by_up_to_a_half(double random, double seconds)
    {
        var delay = new ReconnectDelay(new MqttClientOptions { ReconnectDelayMin = TimeSpan.FromSeconds(4), NextRandom = () => random });
        Assert.Equal(seconds, delay.Next().TotalSeconds);
    }

    [Fact]
    public async Task Brokers_are_tried_in_order_and_a_lost_one_first_again()
    {
        await using ScriptedServer first = await ScriptedServer.StartAsync(name: "first");
        await using ScriptedServer second = await ScriptedServer.StartAsync(network: first.Network, name: "second");
        MqttClient client = first.Client(static o => o with { Brokers = ["memory:missing", "memory:first", "memory:second"] });
        Task connecting = client.ConnectAsync().AsTask();
        ServerPeer refusing = await first.NextAsync();
        refusing.Send(new ConnAckPacket { ReasonCode = ReasonCode.ServerBusy });
        ServerPeer peer = await second.AcceptAsync();
        await connecting.Soon();
        Assert.Equal("memory:second", client.ConnectedBroker);

        peer.Cut();
        await first.WaitOutBackoffAsync(client);
        await second.AcceptAsync();
        await client.WaitForConnectedAsync().Soon();
        Assert.Equal("memory:second", client.ConnectedBroker);
    }

    [Fact]
    public async Task When_every_broker_refuses_for_good_the_message_names_them_all()
    {
        await using ScriptedServer first = await ScriptedServer.StartAsync(name: "first");
        await using ScriptedServer second = await ScriptedServer.StartAsync(network: first.Network, name: "second");
        MqttClient client = first.Client(static o => o with { Brokers = ["memory:first", "memory:second"] });
        Task connecting = client.ConnectAsync().AsTask();
        (await first.NextAsync()).Send(new ConnAckPacket { ReasonCode = ReasonCode.NotAuthorized });
        (await second.NextAsync()).Send(new ConnAckPacket { ReasonCode = ReasonCode.Banned });
        MqttConnectException e = await Assert.ThrowsAsync<MqttConnectException>(connecting.Soon);
        Assert.Equal(
            "None of the 2 brokers could be connected. The connection to memory:first was refused by the broker: 0x87 NotAuthorized. "
            + "The connection to memory:second was refused by the broker: 0x8A Banned.", e.Message);
    }

    [Theory]
    [InlineData(ReasonCode.ServerShuttingDown, null, "The broker at memory:broker disconnected the client: 0x8B ServerShuttingDown.")]
    [InlineData(ReasonCode.UseAnotherServer, "other:1883", "The broker at memory:broker disconnected the client: 0x9C UseAnotherServer. It refers to the server other:1883.")]
    [InlineData(ReasonCode.ServerMoved, "there", "The broker at memory:broker disconnected the client: 0x9D ServerMoved. It refers to the server there.")]
    public async Task A_disconnect_of_the_broker_is_noted_and_leads_to_a_reconnect(ReasonCode code, string? reference, string text)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync();
        peer.Send(new DisconnectPacket { ReasonCode = code, ServerReference = reference });
        MqttClientStateChange change = await client.UntilAsync(MqttClientState.Reconnecting);
        Assert.Equal((text, code, reference), (change.Error!.Message, change.ReasonCode, change.ServerReference));
        ServerPeer again = await server.ReconnectAsync(client, sessionPresent: false);
        Assert.False(again.Connect.CleanStart);
    }

    [Fact]
    public async Task Every_end_of_a_connection_leads_to_one_transition()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync();
        var states = new List<MqttClientState>();
        client.StateChanged += (_, c) => states.Add(c.Current);
        peer.Cut();
        for (int i = 0; i < 20; i++)
        {
            await client.PublishAsync("a", "b", QoS.AtMostOnce).Soon();
        }

        await server.ReconnectAsync(client, sessionPresent: false);
        Assert.Equal([MqttClientState.Reconnecting, MqttClientState.Connecting, MqttClientState.Connected], states);
    }

    [Fact]
    public async Task A_handler_of_state_changed_that_throws_does_not_stop_the_client()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        MqttClient client = server.Client();
        client.StateChanged += static (_, _) => throw new InvalidOperationException("user");
        Task connecting = client.ConnectAsync().AsTask();
        await server.AcceptAsync();
        await connecting.Soon();
        Assert.Equal(MqttClientState.Connected, client.State);
    }
}
