using Topiary.Protocol;

namespace Topiary.Transport.Tests.Connection;

public class ReadLoopTests
{
    private readonly MemoryLink _link = MemoryLink.CreatePair();
    private readonly RecordingSink _sink = new();

    [Fact]
    public async Task All_packets_of_a_read_are_one_batch()
    {
        PacketConnection connection = Create();
        await _link.Client.SendAsync(new byte[] { 0x40, 2, 0, 1, 0x40, 2, 0, 2, 0x40, 2, 0, 3, 0x40 }, default);
        _ = connection.RunAsync();
        Assert.Equal(1, (await _sink.NextAsync())[1]);
        Assert.Equal(2, (await _sink.NextAsync())[1]);
        Assert.Equal(3, (await _sink.NextAsync())[1]);
        await Wait.UntilAsync(() => _link.ToServer.IsReaderParked);
        Assert.Equal((1L, 3L, 13L), (connection.BatchesReceived, connection.PacketsReceived, connection.BytesReceived));
        Assert.Equal(1, _sink.Batches);
        await _link.Client.SendAsync(new byte[] { 2, 0, 4 }, default);
        Assert.Equal(4, (await _sink.NextAsync())[1]);
    }

    [Fact]
    public async Task One_byte_at_a_time_costs_linear_time()
    {
        PacketConnection connection = Create(new PacketConnectionOptions { ReceiveBufferSize = 64 });
        _ = connection.RunAsync();
        byte[] bytes = [.. new RawPacket(1, 1, 10).ToArray(), .. new RawPacket(1, 2, 20_000).ToArray(), .. new RawPacket(1, 3, 0).ToArray()];
        int arrived = 0;
        foreach (byte b in bytes)
        {
            await _link.Client.SendAsync(new[] { b }, default);
            arrived++;
            await Wait.UntilAsync(() => connection.BytesReceived == arrived && _link.ToServer.IsReaderParked);
        }

        Assert.Equal(18, (await _sink.NextAsync()).Length);
        Assert.Equal(20_008, (await _sink.NextAsync()).Length);
        Assert.Equal(8, (await _sink.NextAsync()).Length);
        Assert.InRange(connection.BytesCopied, 1, 2 * bytes.Length);
    }

    [Fact]
    public async Task A_huge_declared_length_takes_no_memory_before_its_bytes_come()
    {
        PacketConnection connection = Create(new PacketConnectionOptions { ReceiveBufferSize = 1024 });
        _ = connection.RunAsync();
        await _link.Client.SendAsync(new byte[] { 0x30, 0xFF, 0xFF, 0xFF, 0x7F, 1, 2, 3 }, default);
        await Wait.UntilAsync(() => connection.BytesReceived == 8 && _link.ToServer.IsReaderParked);
        Assert.InRange(connection.HeldBytes, 1, 1024);
    }

    [Fact]
    public async Task A_declared_length_above_the_maximum_ends_the_connection_before_its_bytes_come()
    {
        PacketConnection connection = Create(new PacketConnectionOptions { MaximumInboundPacketSize = 100 });
        Task<ConnectionEnd> run = connection.RunAsync();
        await _link.Client.SendAsync(new byte[] { 0xC0, 0, 0x30, 0xFF, 0x7F }, default);
        ConnectionEnd end = await run.Soon();
        Assert.Equal((ConnectionEndReason.ProtocolError, ReasonCode.PacketTooLarge), (end.Reason, end.ReasonCode!.Value));
        Assert.Equal((1L, 1), (connection.PacketsReceived, _sink.Batches));
        Assert.Equal(0, connection.HeldBytes);

        // The owner can still say why.
        connection.Output.TryWriteEncoded([0xE0, 1, 0x95]);
        await connection.CloseAsync();
        byte[] buffer = new byte[10];
        Assert.Equal(3, await _link.Client.ReceiveAsync(buffer, default));
        Assert.Equal(0, await _link.Client.ReceiveAsync(buffer, default));
    }

    [Fact]
    public async Task The_maximum_and_the_version_can_change_from_one_packet_to_the_next()
    {
        PacketConnection connection = Create(new PacketConnectionOptions { MaximumInboundPacketSize = 10, Version = MqttVersion.V311 });
        _sink.Handler = frame =>
        {
            connection.MaximumInboundPacketSize = 200;
            connection.Version = MqttVersion.V500;
            return default;
        };
        Task<ConnectionEnd> run = connection.RunAsync();
        await _link.Client.SendAsync((byte[])[0xC0, 0, .. new RawPacket(1, 1, 100).ToArray(), 0xF0, 0], default);
        await Wait.UntilAsync(() => connection.PacketsReceived == 3);
        await _link.Client.CloseAsync(default);
        Assert.Equal(ConnectionEndReason.PeerClosed, (await run.Soon()).Reason);
    }

    [Fact]
    public async Task A_large_packet_comes_whole_and_its_buffer_is_given_back()
    {
        PacketConnection connection = Create(new PacketConnectionOptions { ReceiveBufferSize = 256 });
        _ = connection.RunAsync();
        await _link.Client.SendAsync(new RawPacket(7, 8, 1_000_000).ToArray(), default);
        byte[] body = await _sink.NextAsync();
        Assert.True(RawPacket.TryRead(new PacketFrame(PacketType.Publish, 0, body), out int writer, out int sequence));
        Assert.Equal((7, 8), (writer, sequence));
        await Wait.UntilAsync(() => _link.ToServer.IsReaderParked);
        Assert.Equal(0, connection.HeldBytes);
    }

    [Fact]
    public async Task A_waiting_sink_stops_the_reading()
    {
        PacketConnection connection = Create();
        var gate = new TaskCompletionSource();
        int handled = 0;
        _sink.Handler = _ =>
        {
            handled++;
            return handled == 1 ? new ValueTask(gate.Task) : default;
        };
        _ = connection.RunAsync();
        await _link.Client.SendAsync(new byte[] { 0xC0, 0, 0xC0, 0 }, default);
        await Wait.UntilAsync(() => handled == 1);
        await _link.Client.SendAsync(new byte[] { 0xC0, 0 }, default);
        Assert.Equal(2, _link.ToServer.UnreadBytes);
        Assert.Equal((1, 0), (handled, _sink.Batches));
        gate.SetResult();
        await Wait.UntilAsync(() => Volatile.Read(ref handled) == 3 && _link.ToServer.IsReaderParked);
        Assert.Equal(2, _sink.Batches);
    }

    [Fact]
    public async Task A_sink_that_throws_ends_the_connection_with_its_exception()
    {
        PacketConnection connection = Create();
        _sink.Handler = _ => throw new InvalidOperationException("a bug");
        Task<ConnectionEnd> run = connection.RunAsync();
        await _link.Client.SendAsync(new byte[] { 0xC0, 0 }, default);
        ConnectionEnd end = await run.Soon();
        Assert.Equal("SinkFailed: a bug", end.ToString());
        Assert.IsType<InvalidOperationException>(end.Exception);
    }

    [Fact]
    public async Task A_sink_that_fails_later_or_at_the_end_of_the_batch_ends_it_too()
    {
        PacketConnection connection = Create();
        _sink.Handler = async _ =>
        {
            await Task.Yield();
            throw new InvalidOperationException("later");
        };
        Task<ConnectionEnd> run = connection.RunAsync();
        await _link.Client.SendAsync(new byte[] { 0xC0, 0 }, default);
        Assert.Equal("SinkFailed: later", (await run.Soon()).ToString());

        MemoryLink second = MemoryLink.CreatePair();
        var sink = new RecordingSink { BatchEnd = () => throw new InvalidOperationException("batch") };
        var other = new PacketConnection(second.Server, PacketConnectionOptions.Default, sink, TimeProvider.System);
        run = other.RunAsync();
        await second.Client.SendAsync(new byte[] { 0xC0, 0 }, default);
        Assert.Equal("SinkFailed: batch", (await run.Soon()).ToString());
    }

    [Fact]
    public async Task A_protocol_error_found_by_the_sink_is_one_of_the_peer()
    {
        PacketConnection connection = Create();
        _sink.Handler = _ => throw new MqttProtocolException(ReasonCode.TopicAliasInvalid, 3, "alias");
        Task<ConnectionEnd> run = connection.RunAsync();
        await _link.Client.SendAsync(new byte[] { 0xC0, 0 }, default);
        ConnectionEnd end = await run.Soon();
        Assert.Equal((ConnectionEndReason.ProtocolError, ReasonCode.TopicAliasInvalid), (end.Reason, end.ReasonCode!.Value));
    }

    [Fact]
    public async Task The_peer_closing_a_cut_and_an_abort_are_told_apart()
    {
        PacketConnection connection = Create();
        Task<ConnectionEnd> run = connection.RunAsync();
        await _link.Client.SendAsync(new byte[] { 0x30, 5 }, default);
        await _link.Client.CloseAsync(default);
        Assert.Equal(new ConnectionEnd(ConnectionEndReason.PeerClosed), await run.Soon());

        MemoryLink link = MemoryLink.CreatePair();
        run = new PacketConnection(link.Server, PacketConnectionOptions.Default, _sink, TimeProvider.System).RunAsync();
        link.Cut();
        ConnectionEnd end = await run.Soon();
        Assert.Equal("TransportError: The connection was cut.", end.ToString());

        var aborted = new PacketConnection(MemoryLink.CreatePair().Server, PacketConnectionOptions.Default, _sink, TimeProvider.System);
        run = aborted.RunAsync();
        aborted.Abort();
        Assert.Equal(new ConnectionEnd(ConnectionEndReason.Aborted), await run.Soon());
        await Assert.ThrowsAsync<InvalidOperationException>(() => aborted.RunAsync());
    }

    [Fact]
    public async Task Close_sends_what_is_queued_and_ignores_what_still_comes()
    {
        PacketConnection connection = Create();
        Task<ConnectionEnd> run = connection.RunAsync();
        connection.Output.TryWriteEncoded([0xE0, 0]);
        await connection.CloseAsync().AsTask().Soon();
        await connection.CloseAsync();
        Assert.Equal(ConnectionEndReason.Closed, (await run.Soon()).Reason);
        byte[] buffer = new byte[10];
        Assert.Equal(2, await _link.Client.ReceiveAsync(buffer, default));
        Assert.Equal(0, await _link.Client.ReceiveAsync(buffer, default));
        Assert.False(_sink.TryNext(out _));
    }

    [Fact]
    public async Task Times_come_from_the_given_clock()
    {
        var time = new ManualTimeProvider();
        var connection = new PacketConnection(_link.Server, PacketConnectionOptions.Default, _sink, time);
        long start = time.GetTimestamp();
        Assert.Equal((start, start), (connection.LastReceived, connection.LastSent));
        _ = connection.RunAsync();
        time.Advance(TimeSpan.FromSeconds(1));
        await _link.Client.SendAsync(new byte[] { 0xC0, 0 }, default);
        await _sink.NextAsync();
        Assert.Equal((start + TimeSpan.TicksPerSecond, start), (connection.LastReceived, connection.LastSent));
        time.Advance(TimeSpan.FromSeconds(1));
        connection.Output.TryWriteEncoded([0xD0, 0]);
        connection.Output.Flush();
        Assert.Equal(start + (2 * TimeSpan.TicksPerSecond), connection.LastSent);
    }

    [Fact]
    public Task A_connection_that_waits_between_its_reads_stays_on_the_thread_that_brings_them() => Task.Run(() =>
    {
        var transport = new ReadinessTransport();
        var connection = new PacketConnection(transport, PacketConnectionOptions.Default, _sink, TimeProvider.System);
        _ = connection.RunAsync();
        for (int i = 1; i <= 200; i++)
        {
            Assert.True(transport.IsReaderParked);
            transport.Arrive(0xC0, 0);
            Assert.Equal(i, _sink.Batches);
        }
    });

    [Fact]
    public async Task A_connection_that_always_has_more_to_read_leaves_its_thread_now_and_then()
    {
        var transport = new ReadinessTransport();
        var connection = new PacketConnection(transport, PacketConnectionOptions.Default, _sink, TimeProvider.System);
        for (int i = 0; i < 200; i++)
        {
            transport.Arrive(0xC0, 0);
        }

        int handledAtOnce = await Task.Run(() =>
        {
            int caller = Environment.CurrentManagedThreadId;
            bool hasReturned = false;
            int count = 0;
            _sink.BatchEnd = () => count += Environment.CurrentManagedThreadId == caller && !Volatile.Read(ref hasReturned) ? 1 : 0;
            _ = connection.RunAsync();
            Volatile.Write(ref hasReturned, true);
            return count;
        });
        await Wait.UntilAsync(() => _sink.Batches == 200);
        Assert.InRange(handledAtOnce, 1, 199);
    }

    private PacketConnection Create(PacketConnectionOptions? options = null)
        => new(_link.Server, options ?? PacketConnectionOptions.Default, _sink, TimeProvider.System);
}
