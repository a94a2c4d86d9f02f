using System.Net.Sockets;

namespace Topiary.Transport.Tests.Tls;

/// <summary>Handshakes run beside each other, bounded in time and number.</summary>
public sealed class HandshakeTests
{
    [Theory]
    [InlineData("mqtts")]
    [InlineData("ws")]
    [InlineData("wss")]
    public async Task Silent_peers_hold_up_nobody(string scheme)
    {
        await using TlsFixture fixture = await TlsFixture.StartAsync(TestCertificates.Listening, scheme: scheme);
        var silent = new List<Socket>();
        for (int i = 0; i < 100; i++)
        {
            silent.Add(await fixture.ConnectRawAsync());
        }

        await using TransportConnection client = await fixture.ConnectAsync(TestCertificates.Connecting);
        await using TransportConnection? server = await fixture.Listener.AcceptAsync(default).AsTask().Soon();
        Assert.Equal(client.LocalAddress, server!.RemoteAddress);
        silent.ForEach(socket => socket.Dispose());
    }

    [Theory]
    [InlineData("mqtts")]
    [InlineData("ws")]
    [InlineData("wss")]
    public async Task A_handshake_that_takes_too_long_is_cut(string scheme)
    {
        var time = new ManualTimeProvider();
        await using TlsFixture fixture = await TlsFixture.StartAsync(
            TestCertificates.Listening, options => options with { TimeProvider = time, HandshakeTimeout = TimeSpan.FromSeconds(7) }, scheme);
        using Socket socket = await fixture.ConnectRawAsync();
        await socket.SendAsync("GET"u8.ToArray().AsMemory(0, scheme == "ws" ? 3 : 0));
        var listener = (HandshakeListener)fixture.Listener;
        await Wait.UntilAsync(() => listener.Running == 1 && time.ActiveTimers == 1);
        time.Advance(TimeSpan.FromSeconds(6.9));
        Assert.Equal(1, listener.Running);
        time.Advance(TimeSpan.FromSeconds(0.1));
        await Wait.UntilAsync(() => listener is { Running: 0, Failures: 1 });
        await AssertClosedAsync(socket);
        Assert.Contains("not finished within 00:00:07", Assert.Single(fixture.Log.Entries).Text);
    }

    [Fact]
    public async Task No_more_handshakes_run_than_the_options_say_and_the_next_one_begins_when_one_ends()
    {
        await using TlsFixture fixture = await TlsFixture.StartAsync(TestCertificates.Listening, options => options with { MaximumHandshakes = 2 });
        var listener = (HandshakeListener)fixture.Listener;
        using Socket first = await fixture.ConnectRawAsync();
        using Socket second = await fixture.ConnectRawAsync();
        await Wait.UntilAsync(() => listener.Running == 2);
        Task<TransportConnection> waiting = fixture.ConnectAsync(TestCertificates.Connecting);
        Task<TransportConnection?> accepting = fixture.Listener.AcceptAsync(default).AsTask();
        Assert.Equal(2, listener.Running);
        Assert.False(waiting.IsCompleted);
        first.Dispose();
        await using TransportConnection client = await waiting;
        await using TransportConnection? server = await accepting.Soon();
        Assert.Equal(client.LocalAddress, server!.RemoteAddress);
        Assert.Equal(1, listener.Failures);
    }

    [Fact]
    public async Task Five_thousand_half_open_connections_are_cut_on_time()
    {
        const int Count = 5_000;
        var time = new ManualTimeProvider();
        var network = new MemoryNetwork();
        var options = new TransportListenerOptions { Tls = TestCertificates.Listening, TimeProvider = time, MaximumHandshakes = Count };
        var handshake = new TlsServerHandshake(MqttAddress.Parse("memory:x"), options);
        await using var listener = new HandshakeListener(new MemoryListener(network, "x"), handshake, "", options);
        await listener.StartAsync(default);
        var peers = new List<TransportConnection>();
        for (int i = 0; i < Count; i++)
        {
            peers.Add(await new MemoryConnector(network).ConnectAsync(MqttAddress.Parse("memory:x"), default));
            await peers[i].SendAsync(new byte[] { 22, 3 }, default);
        }

        await Wait.UntilAsync(() => listener.Running == Count && time.ActiveTimers == Count);
        time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.Equal(Count, listener.Running);
        time.Advance(TimeSpan.FromSeconds(0.1));
        await Wait.UntilAsync(() => listener is { Running: 0, Failures: Count });
        foreach (TransportConnection peer in peers)
        {
            await Assert.ThrowsAnyAsync<Exception>(() => peer.SendAsync(new byte[1], default).AsTask().Soon());
        }
    }

    [Fact]
    public async Task Stopping_the_listener_ends_handshakes_and_the_wait_for_connections()
    {
        TlsFixture fixture = await TlsFixture.StartAsync(TestCertificates.Listening);
        var listener = (HandshakeListener)fixture.Listener;
        using Socket socket = await fixture.ConnectRawAsync();
        await Wait.UntilAsync(() => listener.Running == 1);
        Task<TransportConnection?> accepting = fixture.Listener.AcceptAsync(default).AsTask();
        await fixture.DisposeAsync();
        Assert.Null(await accepting.Soon());
        await AssertClosedAsync(socket);
        await Wait.UntilAsync(() => listener.Running == 0);
    }

    [Fact]
    public async Task A_failure_to_accept_is_reported_once_and_accepting_goes_on()
    {
        var inner = new FailingListener();
        await using var listener = new HandshakeListener(inner, new NoHandshake(), "", TransportListenerOptions.Default);
        await listener.StartAsync(default);
        var e = await Assert.ThrowsAsync<MqttTransportException>(() => listener.AcceptAsync(default).AsTask().Soon());
        Assert.Equal(TransportFailure.TooManyConnections, e.Failure);
        Assert.NotNull(await listener.AcceptAsync(default).AsTask().Soon());
    }

    private static async Task AssertClosedAsync(Socket socket)
    {
        try
        {
            // An alert may come first.
            byte[] buffer = new byte[100];
            while (await socket.ReceiveAsync(buffer).Soon() > 0)
            {
            }
        }
        catch (SocketException e)
        {
            Assert.Equal(SocketError.ConnectionReset, e.SocketErrorCode);
        }
    }

    private sealed class NoHandshake : IServerHandshake
    {
        public void Prepare()
        {
        }

        public ValueTask<TransportConnection> PerformAsync(TransportConnection connection, CancellationToken cancellationToken) => ValueTask.FromResult(connection);
    }

    private sealed class FailingListener : ITransportListener
    {
        private readonly TaskCompletionSource _stopped = new();
        private int _accepts;

        public string Address => "tcp://127.0.0.1:1";

        public ValueTask StartAsync(CancellationToken cancellationToken) => default;

        public async ValueTask<TransportConnection?> AcceptAsync(CancellationToken cancellationToken)
        {
            switch (++_accepts)
            {
                case 1:
                    throw new MqttTransportException(TransportFailure.TooManyConnections, "no sockets");
                case 2:
                    return new ScriptedTransport();
                default:
                    await _stopped.Task;
                    return null;
            }
        }

        public ValueTask DisposeAsync()
        {
            _stopped.TrySetResult();
            return default;
        }
    }
}
