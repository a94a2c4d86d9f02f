using Topiary.Protocol;

namespace Topiary.Transport.Tests.Connection;

public sealed class WriteQueueTests : IAsyncDisposable
{
    private static readonly PacketConnectionOptions Small = new() { OutputLimit = 100, OutputLowWater = 20, OutputControlReserve = 50 };

    private readonly ScriptedTransport _transport = new();

    public ValueTask DisposeAsync() => _transport.DisposeAsync();

    [Fact]
    public void Nothing_is_sent_before_a_flush_and_all_of_it_in_one_send()
    {
        WriteQueue queue = Create(PacketConnectionOptions.Default).Output;
        Assert.True(queue.TryWrite(new RawPacket(1, 1, 5), MqttVersion.V500));
        Assert.True(queue.TryWriteEncoded([0xC0, 0x00]));
        Assert.Equal(0, _transport.Sends);
        Assert.Equal(17, queue.QueuedBytes);
        queue.Flush();
        Assert.Equal((byte[])[.. new RawPacket(1, 1, 5).ToArray(), 0xC0, 0], _transport.Sent);
        Assert.Equal((1, 2, 17, 0), (queue.Sends, queue.PacketsSent, queue.BytesSent, queue.QueuedBytes));
        Assert.Equal(0, queue.HeldBytes);
        queue.Flush();
        Assert.Equal(1, queue.Sends);
    }

    [Fact]
    public async Task What_is_written_during_a_send_is_gathered_into_the_next()
    {
        WriteQueue queue = Create(PacketConnectionOptions.Default).Output;
        _transport.Hold = true;
        for (int i = 0; i < 100; i++)
        {
            Assert.True(queue.TryWrite(new RawPacket(0, i, 0), MqttVersion.V500));
            queue.Flush();
        }

        Assert.Equal(1, _transport.Sends);
        _transport.Hold = false;
        _transport.Release();
        await Wait.UntilAsync(() => queue.QueuedBytes == 0);
        Assert.Equal((2, 100), (queue.Sends, queue.PacketsSent));
        Assert.Equal(1, _transport.MostAtATime);
    }

    [Fact]
    public async Task What_piles_up_lies_in_blocks_and_leaves_in_order()
    {
        WriteQueue queue = Create(PacketConnectionOptions.Default with { OutputLimit = 4 * 1024 * 1024 }).Output;
        _transport.Hold = true;
        var expected = new List<byte>();
        for (int i = 0; i < 2000; i++)
        {
            // Among many small packets some that are larger than a block.
            var packet = new RawPacket(1, i, i % 500 == 250 ? 100_000 : 400);
            expected.AddRange(packet.ToArray());
            Assert.True(queue.TryWrite(packet, MqttVersion.V500));
            queue.Flush();
        }

        Assert.Equal(expected.Count, queue.QueuedBytes);
        Assert.InRange(queue.HeldBytes, expected.Count, expected.Count * 3 / 2);
        _transport.Hold = false;
        _transport.Release();
        await Wait.UntilAsync(() => queue.QueuedBytes == 0);
        Assert.Equal(expected, _transport.Sent);
        Assert.Equal((2000, expected.Count), (queue.PacketsSent, queue.BytesSent));
        Assert.InRange(queue.Sends, expected.Count / 100_000, expected.Count / 32_768);
        Assert.Equal(0, queue.HeldBytes);
    }

    [Fact]
    public void A_packet_that_throws_leaves_no_empty_block_before_a_large_one()
    {
        WriteQueue queue = Create(PacketConnectionOptions.Default).Output;
        Assert.Throws<InvalidOperationException>(() => queue.TryWrite(default(Broken), MqttVersion.V500));
        Assert.True(queue.TryWriteEncoded(new byte[100_000]));
        queue.Flush();
        Assert.Equal((1, 1, 100_000), (queue.Sends, queue.PacketsSent, queue.BytesSent));
    }

    [Fact]
    public void Aborted_with_a_backlog_it_holds_nothing()
    {
        PacketConnection connection = Create(PacketConnectionOptions.Default);
        for (int i = 0; i < 40; i++)
        {
            Assert.True(connection.Output.TryWriteEncoded(new byte[10_000]));
        }

        connection.Abort();
        Assert.Equal((0, 0), (connection.Output.QueuedBytes, connection.Output.HeldBytes));
    }

    [Fact]
    public void A_packet_id_is_patched_into_encoded_bytes()
    {
        WriteQueue queue = Create(PacketConnectionOptions.Default).Output;
        Assert.True(queue.TryWriteEncoded([0x40, 2, 0, 0], 2, 0x1234));
        queue.Flush();
        Assert.Equal((byte[])[0x40, 2, 0x12, 0x34], _transport.Sent);
        Assert.Throws<ArgumentOutOfRangeException>(() => queue.TryWriteEncoded([0x40, 2, 0, 0], 3, 1));
    }

    [Fact]
    public void A_full_queue_refuses_and_keeps_what_it_has()
    {
        WriteQueue queue = Create(Small).Output;
        _transport.Hold = true;
        Assert.True(queue.TryWriteEncoded(new byte[60]));
        Assert.True(queue.TryWriteEncoded(new byte[40]));
        Assert.False(queue.TryWriteEncoded(new byte[1]));
        Assert.False(queue.TryWrite(new RawPacket(0, 0, 0), MqttVersion.V500));
        Assert.Equal(100, queue.QueuedBytes);
        queue.Flush();
        Assert.False(queue.TryWriteEncoded(new byte[1]));
        Assert.False(queue.IsCompleted);
    }

    [Fact]
    public void The_reserve_is_for_control_packets_only()
    {
        WriteQueue queue = Create(Small).Output;
        Assert.True(queue.TryWriteEncoded(new byte[100]));
        Assert.True(queue.TryWriteControl(new RawPacket(0, 0, 30), MqttVersion.V500));
        Assert.Equal(140, queue.QueuedBytes);
        Assert.False(queue.TryWriteControl(new RawPacket(0, 0, 30), MqttVersion.V500));
    }

    [Fact]
    public void A_packet_larger_than_the_limit_is_taken_when_little_is_queued()
    {
        WriteQueue queue = Create(Small).Output;
        Assert.True(queue.TryWriteEncoded(new byte[19]));
        Assert.True(queue.TryWriteEncoded(new byte[5000]));
        Assert.False(queue.TryWriteEncoded(new byte[1]));
    }

    [Fact]
    public async Task A_full_queue_ends_the_connection_where_the_policy_says_so()
    {
        PacketConnection connection = Create(Small with { OutputFullPolicy = OutputFullPolicy.Disconnect });
        Task<ConnectionEnd> run = connection.RunAsync();
        Assert.True(connection.Output.TryWriteEncoded(new byte[100]));
        Assert.False(connection.Output.TryWriteEncoded(new byte[1]));
        Assert.Equal(ConnectionEndReason.OutputFull, (await run.Soon()).Reason);
        Assert.True(_transport.IsAborted);
        Assert.Equal(0, connection.HeldBytes);
    }

    [Fact]
    public async Task Drained_completes_below_the_low_water_mark()
    {
        WriteQueue queue = Create(Small).Output;
        Assert.Same(Task.CompletedTask, queue.DrainedAsync().AsTask());
        _transport.Hold = true;
        queue.TryWriteEncoded(new byte[60]);
        Task drained = queue.DrainedAsync().AsTask();
        using var cancel = new CancellationTokenSource();
        Task cancelled = queue.DrainedAsync(cancel.Token).AsTask();
        queue.Flush();
        Assert.False(drained.IsCompleted);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.Soon());
        _transport.Hold = false;
        _transport.Release();
        await drained.Soon();
        Assert.Equal(60, _transport.Sent.Length);
    }

    [Fact]
    public async Task Drained_completes_when_the_connection_ends()
    {
        PacketConnection connection = Create(Small);
        connection.Output.TryWriteEncoded(new byte[60]);
        Task drained = connection.Output.DrainedAsync().AsTask();
        connection.Abort();
        await drained.Soon();
        Assert.True(connection.Output.IsCompleted);
        Assert.False(connection.Output.TryWriteEncoded([1]));
        Assert.Equal(0, connection.Output.QueuedBytes);
    }

    [Fact]
    public void A_packet_that_throws_while_it_is_written_leaves_no_trace()
    {
        WriteQueue queue = Create(PacketConnectionOptions.Default).Output;
        queue.TryWriteEncoded([0xC0, 0]);
        Assert.Throws<InvalidOperationException>(() => queue.TryWrite(default(Broken), MqttVersion.V500));
        queue.TryWriteEncoded([0xD0, 0]);
        queue.Flush();
        Assert.Equal((byte[])[0xC0, 0, 0xD0, 0], _transport.Sent);
    }

    [Fact]
    public async Task Broken_at_any_byte_the_stream_ends_there_and_nothing_follows()
    {
        byte[] whole = [.. new RawPacket(1, 0, 20).ToArray(), .. new RawPacket(1, 1, 20).ToArray(), .. new RawPacket(1, 2, 20).ToArray()];
        for (int at = 0; at < whole.Length; at++)
        {
            var transport = new ScriptedTransport { BreakAt = at };
            var connection = new PacketConnection(transport, PacketConnectionOptions.Default, new RecordingSink(), TimeProvider.System);
            Task<ConnectionEnd> run = connection.RunAsync();
            for (int i = 0; i < 3; i++)
            {
                connection.Output.TryWrite(new RawPacket(1, i, 20), MqttVersion.V500);
                connection.Output.Flush();
            }

            ConnectionEnd end = await run.Soon();
            Assert.Equal(ConnectionEndReason.TransportError, end.Reason);
            Assert.Equal("The connection to unknown was lost: broken pipe", end.Exception!.Message);
            Assert.Equal(whole[..at], transport.Sent);
            Assert.True(transport.IsAborted);
            Assert.False(connection.Output.TryWriteEncoded([1]));
            Assert.Equal(0, connection.HeldBytes);
        }
    }

    [Fact]
    public async Task Aborted_during_a_send_nothing_more_is_sent_and_all_buffers_are_given_back()
    {
        PacketConnection connection = Create(PacketConnectionOptions.Default);
        Task<ConnectionEnd> run = connection.RunAsync();
        _transport.Hold = true;
        connection.Output.TryWriteEncoded(new byte[50]);
        connection.Output.Flush();
        connection.Output.TryWriteEncoded(new byte[50]);
        connection.Abort();
        connection.Abort();
        Assert.Equal(ConnectionEndReason.Aborted, (await run.Soon()).Reason);
        await Wait.UntilAsync(() => connection.HeldBytes == 0);
        Assert.Empty(_transport.Sent);
        Assert.Equal(1, _transport.Sends);
    }

    [Fact]
    public async Task Close_gives_up_after_the_deadline_when_the_peer_does_not_read()
    {
        var time = new ManualTimeProvider();
        var connection = new PacketConnection(_transport, new PacketConnectionOptions { CloseTimeout = TimeSpan.FromSeconds(5) }, new RecordingSink(), time);
        Task<ConnectionEnd> run = connection.RunAsync();
        _transport.Hold = true;
        connection.Output.TryWriteEncoded(new byte[50]);
        Task close = connection.CloseAsync().AsTask();
        time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(close.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.2));
        await close.Soon();
        Assert.Equal(ConnectionEndReason.Closed, (await run.Soon()).Reason);
        Assert.True(_transport.IsAborted);
        Assert.Equal(0, time.ActiveTimers);
    }

    private PacketConnection Create(PacketConnectionOptions options) => new(_transport, options, new RecordingSink(), TimeProvider.System);

    private readonly struct Broken : IOutboundPacket
    {
        public int GetSize(MqttVersion version) => 10;

        public int Write(Span<byte> destination, MqttVersion version)
        {
            destination.Fill(0xFF);
            throw new InvalidOperationException("broken packet");
        }
    }
}
