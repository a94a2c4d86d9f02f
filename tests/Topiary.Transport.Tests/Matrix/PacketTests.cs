using Topiary.Protocol;

namespace Topiary.Transport.Tests.Matrix;

/// <summary>Packets over every transport, through <see cref="PacketConnection"/> on both ends.</summary>
public sealed class PacketTests
{
    public static TheoryData<TransportKind> Kinds() => [.. Enum.GetValues<TransportKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Packets_of_all_sizes_are_echoed_in_order(TransportKind kind)
    {
        await using Echo echo = await Echo.StartAsync(kind);
        int[] sizes = [0, 1, 118, 119, 120, 1_000, 16_375, 16_376, 65_536, 70_000, 3_000_000, 2];
        for (int i = 0; i < sizes.Length; i++)
        {
            byte[] packet = new RawPacket(1, i, sizes[i]).ToArray();
            Assert.True(echo.Client.Output.TryWriteEncoded(packet));
            echo.Client.Output.Flush();
            byte[] body = await echo.Received.NextAsync();
            Assert.True(RawPacket.TryRead(new PacketFrame(PacketType.Publish, 0, body), out int writer, out int sequence));
            Assert.Equal((1, i, RawPacket.Overhead + sizes[i]), (writer, sequence, body.Length));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Many_packets_leave_with_one_flush_block_by_block(TransportKind kind)
    {
        await using Echo echo = await Echo.StartAsync(kind);
        for (int i = 0; i < 2_000; i++)
        {
            Assert.True(echo.Client.Output.TryWriteEncoded(new RawPacket(2, i, i % 100).ToArray()));
        }

        echo.Client.Output.Flush();
        for (int i = 0; i < 2_000; i++)
        {
            byte[] body = await echo.Received.NextAsync();
            Assert.True(RawPacket.TryRead(new PacketFrame(PacketType.Publish, 0, body), out _, out int sequence));
            Assert.Equal(i, sequence);
        }

        await Wait.UntilAsync(() => echo.Client.PacketsSent == 2_000);
        const int blockSize = 64 * 1024;
        Assert.Equal((echo.Client.Output.BytesSent + blockSize - 1) / blockSize, echo.Client.Output.Sends);
        Assert.InRange(echo.Server.Output.Sends, 1, 500);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_idle_connection_holds_no_buffer(TransportKind kind)
    {
        await using Echo echo = await Echo.StartAsync(kind);
        for (int i = 0; i < 3; i++)
        {
            Assert.True(echo.Client.Output.TryWriteEncoded(new RawPacket(3, i, 5_000).ToArray()));
            echo.Client.Output.Flush();
            await echo.Received.NextAsync();
            await Wait.UntilAsync(() => echo.Client.HeldBytes == 0 && echo.Server.HeldBytes == 0);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Closing_delivers_what_is_queued(TransportKind kind)
    {
        await using TransportPair pair = await TransportPair.CreateAsync(kind);
        var sink = new RecordingSink();
        await using var server = new PacketConnection(pair.Server, PacketConnectionOptions.Default, sink, TimeProvider.System);
        await using var client = new PacketConnection(pair.Client, PacketConnectionOptions.Default, new RecordingSink(), TimeProvider.System);
        Task<ConnectionEnd> clientEnd = client.RunAsync();
        Task<ConnectionEnd> serverEnd = server.RunAsync();
        for (int i = 0; i < 100; i++)
        {
            Assert.True(client.Output.TryWriteEncoded(new RawPacket(4, i, 3_000).ToArray()));
        }

        Task closing = client.CloseAsync().AsTask();
        Assert.Equal(ConnectionEndReason.PeerClosed, (await serverEnd.Soon()).Reason);
        await server.CloseAsync();
        await closing.Soon();
        Assert.Equal(ConnectionEndReason.Closed, (await clientEnd.Soon()).Reason);
        Assert.Equal(100, server.PacketsReceived);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_abort_is_an_end_with_a_reason_at_both_ends(TransportKind kind)
    {
        await using Echo echo = await Echo.StartAsync(kind);
        echo.Client.Abort();
        Assert.Equal(ConnectionEndReason.Aborted, (await echo.ClientEnd.Soon()).Reason);
        ConnectionEnd end = await echo.ServerEnd.Soon();
        Assert.True(end.Reason is ConnectionEndReason.PeerClosed or ConnectionEndReason.TransportError, end.ToString());
        Assert.True(end.Exception is null or MqttTransportException, end.ToString());
    }

    /// <summary>A connection whose server's end sends back every packet.</summary>
    private sealed class Echo : IAsyncDisposable
    {
        private readonly TransportPair _pair;

        private Echo(TransportPair pair)
        {
            _pair = pair;
            PacketConnectionOptions options = PacketConnectionOptions.Default with { OutputLimit = 16 * 1024 * 1024 };
            var sink = new RecordingSink { Handler = OnPacket };
            Server = new PacketConnection(pair.Server, options, sink, TimeProvider.System);
            Client = new PacketConnection(pair.Client, options, Received, TimeProvider.System);
            ServerEnd = Server.RunAsync();
            ClientEnd = Client.RunAsync();
        }

        public RecordingSink Received { get; } = new();

        public PacketConnection Client { get; }

        public PacketConnection Server { get; }

        public Task<ConnectionEnd> ClientEnd { get; }

        public Task<ConnectionEnd> ServerEnd { get; }

        public static async Task<Echo> StartAsync(TransportKind kind) => new(await TransportPair.CreateAsync(kind));

        public async ValueTask DisposeAsync()
        {
            await Client.DisposeAsync();
            await Server.DisposeAsync();
            await _pair.DisposeAsync();
        }

        private ValueTask OnPacket(PacketFrame frame)
        {
            Assert.True(RawPacket.TryRead(frame, out int writer, out int sequence));
            Server.Output.TryWriteEncoded(new RawPacket(writer, sequence, frame.Body.Length - RawPacket.Overhead).ToArray());
            return default;
        }
    }
}
