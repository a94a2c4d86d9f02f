using System.Net.Sockets;
using Topiary.Protocol;

namespace Topiary.Transport.Tests.Connection;

public class LoadTests
{
    [Theory]
    [InlineData(true, 1_000_000)]
    [InlineData(false, 500_000)]
    public async Task Very_many_small_packets_go_round_and_are_gathered(bool tcp, int packets)
    {
        await using Ends ends = await Ends.CreateAsync(tcp);
        var echo = new RecordingSink();
        var server = new PacketConnection(ends.Server, PacketConnectionOptions.Default, echo, TimeProvider.System);
        echo.Handler = async frame =>
        {
            while (!Write(server.Output, frame))
            {
                server.Output.Flush();
                await server.Output.DrainedAsync();
            }
        };
        int next = 0;
        var done = new TaskCompletionSource();
        var sink = new RecordingSink();
        sink.Handler = frame =>
        {
            Assert.True(RawPacket.TryRead(frame, out _, out int sequence));
            Assert.Equal(next, sequence);
            if (++next == packets)
            {
                done.SetResult();
            }

            return default;
        };
        var client = new PacketConnection(ends.Client, PacketConnectionOptions.Default, sink, TimeProvider.System);
        Task<ConnectionEnd> clientEnd = client.RunAsync();
        Task<ConnectionEnd> serverEnd = server.RunAsync();
        for (int i = 0; i < packets; i++)
        {
            while (!client.Output.TryWrite(new RawPacket(3, i, 8), MqttVersion.V500))
            {
                await client.Output.DrainedAsync();
            }

            if (i % 8 == 7)
            {
                client.Output.Flush();
            }
        }

        client.Output.Flush();
        await Task.WhenAny(done.Task, clientEnd, serverEnd).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(packets, next);
        Assert.True(client.PacketsSent > 8 * client.Output.Sends, $"{client.PacketsSent} packets in {client.Output.Sends} sends");
        Assert.True(server.PacketsSent > 2 * server.Output.Sends, $"{server.PacketsSent} packets in {server.Output.Sends} sends");
        Assert.Equal(client.BytesSent, client.BytesReceived);
        await client.CloseAsync();
        await server.CloseAsync();
        await Wait.UntilAsync(() => client.HeldBytes + server.HeldBytes == 0);

        static bool Write(WriteQueue output, PacketFrame frame)
        {
            RawPacket.TryRead(frame, out int writer, out int sequence);
            return output.TryWrite(new RawPacket(writer, sequence, frame.Body.Length - RawPacket.Overhead), MqttVersion.V500);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Packets_of_many_writers_never_interleave_and_keep_each_writers_order(bool tcp)
    {
        const int Writers = 4;
        const int PerWriter = 50_000;
        await using Ends ends = await Ends.CreateAsync(tcp);
        int[] next = new int[Writers];
        int count = 0;
        var done = new TaskCompletionSource();
        var sink = new RecordingSink();
        sink.Handler = frame =>
        {
            Assert.True(RawPacket.TryRead(frame, out int writer, out int sequence));
            Assert.Equal(next[writer]++, sequence);
            if (++count == Writers * PerWriter)
            {
                done.SetResult();
            }

            return default;
        };
        Task<ConnectionEnd> run = new PacketConnection(ends.Server, PacketConnectionOptions.Default, sink, TimeProvider.System).RunAsync();
        var sender = new PacketConnection(ends.Client, new PacketConnectionOptions { OutputLimit = 50_000, OutputLowWater = 20_000 }, new RecordingSink(), TimeProvider.System);
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            for (int i = 0; i < PerWriter; i++)
            {
                while (!sender.Output.TryWrite(new RawPacket(writer, i, (i * 7) % 200), MqttVersion.V500))
                {
                    sender.Output.Flush();
                    await sender.Output.DrainedAsync();
                }

                sender.Output.Flush();
            }
        }))).WaitAsync(TimeSpan.FromSeconds(60));
        await Task.WhenAny(done.Task, run).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.True(done.Task.IsCompleted, run.IsCompleted ? (await run).ToString() : "");

        // The receiver may have seen the last packets before the sender has counted them.
        await sender.Output.EmptiedAsync(default).AsTask().WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(Writers * PerWriter, sender.PacketsSent);
        Assert.True(sender.Output.Sends < sender.PacketsSent);
    }

    [Fact]
    public async Task An_idle_connection_holds_no_buffers()
    {
        await using TcpPair pair = await TcpPair.CreateAsync();
        var sink = new RecordingSink();
        var connection = new PacketConnection(pair.Transport, PacketConnectionOptions.Default, sink, TimeProvider.System);
        Task<ConnectionEnd> run = connection.RunAsync();
        Assert.Equal(0, connection.HeldBytes);
        await pair.Peer.SendAsync(new byte[] { 0xC0, 0, 0x40 });
        await sink.NextAsync();
        await Wait.UntilAsync(() => connection.HeldBytes == 16 * 1024);      // half a packet is there
        await pair.Peer.SendAsync(new byte[] { 2, 0, 1 });
        await sink.NextAsync();
        connection.Output.TryWriteEncoded([0xD0, 0]);
        connection.Output.Flush();
        await Wait.UntilAsync(() => connection.HeldBytes == 0);
        pair.Peer.Shutdown(SocketShutdown.Both);
        Assert.Equal(ConnectionEndReason.PeerClosed, (await run.Soon()).Reason);
    }

    [Fact]
    public async Task A_peer_that_does_not_read_fills_the_queue_and_loses_nothing_when_it_reads()
    {
        await using TcpPair pair = await TcpPair.CreateAsync();
        var connection = new PacketConnection(pair.Transport, PacketConnectionOptions.Default, new RecordingSink(), TimeProvider.System);
        Task<ConnectionEnd> run = connection.RunAsync();
        var expected = new List<byte>();
        for (int i = 0; ; i++)
        {
            var packet = new RawPacket(1, i, 4000);
            if (!connection.Output.TryWrite(packet, MqttVersion.V500))
            {
                break;
            }

            connection.Output.Flush();
            expected.AddRange(packet.ToArray());
        }

        Assert.InRange(connection.Output.QueuedBytes, 1, PacketConnectionOptions.Default.OutputLimit);
        Task<byte[]> read = pair.ReceiveToEndAsync();
        await connection.Output.DrainedAsync().AsTask().Soon();
        Task close = connection.CloseAsync().AsTask();
        Assert.Equal(expected, await read);
        pair.Peer.Dispose();
        await close.Soon();
        Assert.Equal(ConnectionEndReason.Closed, (await run.Soon()).Reason);
    }

    [Fact]
    public async Task A_peer_that_has_closed_its_half_can_still_be_answered()
    {
        await using TcpPair pair = await TcpPair.CreateAsync();
        var connection = new PacketConnection(pair.Transport, PacketConnectionOptions.Default, new RecordingSink(), TimeProvider.System);
        Task<ConnectionEnd> run = connection.RunAsync();
        pair.Peer.Shutdown(SocketShutdown.Send);
        Assert.Equal(ConnectionEndReason.PeerClosed, (await run.Soon()).Reason);
        Assert.True(connection.Output.TryWriteEncoded([0xE0, 0]));
        Task close = connection.CloseAsync().AsTask();
        Assert.Equal((byte[])[0xE0, 0], await pair.ReceiveToEndAsync());
        await close.Soon();
    }

    [Fact]
    public async Task Aborting_while_sending_over_tcp_ends_the_connection_and_frees_the_buffers()
    {
        await using TcpPair pair = await TcpPair.CreateAsync();
        var connection = new PacketConnection(pair.Transport, new PacketConnectionOptions { OutputLimit = 50_000_000 }, new RecordingSink(), TimeProvider.System);
        Task<ConnectionEnd> run = connection.RunAsync();
        Assert.True(connection.Output.TryWrite(new RawPacket(1, 1, 20_000_000), MqttVersion.V500));
        connection.Output.Flush();
        Assert.True(connection.Output.QueuedBytes > 0);
        connection.Abort();
        Assert.Equal(ConnectionEndReason.Aborted, (await run.Soon()).Reason);
        await Wait.UntilAsync(() => connection.HeldBytes == 0);
        Assert.Equal(0, connection.Output.QueuedBytes);
    }

    [Fact]
    public async Task A_reset_by_the_peer_is_a_transport_error_that_names_it()
    {
        await using TcpPair pair = await TcpPair.CreateAsync();
        var connection = new PacketConnection(pair.Transport, PacketConnectionOptions.Default, new RecordingSink(), TimeProvider.System);
        Task<ConnectionEnd> run = connection.RunAsync();
        pair.Peer.LingerState = new LingerOption(true, 0);
        string peer = connection.RemoteAddress;
        pair.Peer.Dispose();
        ConnectionEnd end = await run.Soon();
        Assert.Equal(ConnectionEndReason.TransportError, end.Reason);
        Assert.Equal($"The connection to {peer} was lost: Connection reset by peer", end.Exception!.Message);
        Assert.Equal(TransportFailure.ConnectionLost, Assert.IsType<MqttTransportException>(end.Exception).Failure);
    }

    private sealed class Ends : IAsyncDisposable
    {
        public required TransportConnection Client { get; init; }

        public required TransportConnection Server { get; init; }

        public static async Task<Ends> CreateAsync(bool tcp)
        {
            if (!tcp)
            {
                MemoryLink link = MemoryLink.CreatePair();
                return new Ends { Client = link.Client, Server = link.Server };
            }

            await using var listener = new TcpTransportListener(MqttAddress.Parse("tcp://127.0.0.1:0"));
            await listener.StartAsync(default);
            TransportConnection client = await new TcpConnector().ConnectAsync(MqttAddress.Parse(listener.Address), default);
            return new Ends { Client = client, Server = (await listener.AcceptAsync(default))! };
        }

        public async ValueTask DisposeAsync()
        {
            await Client.DisposeAsync();
            await Server.DisposeAsync();
        }
    }
}
