using System.Text;
using Topiary.Protocol;

namespace Topiary.Transport.Tests.Memory;

public class MemoryTests
{
    [Fact]
    public async Task Bytes_come_out_as_they_went_in_whatever_the_pieces()
    {
        MemoryLink link = MemoryLink.CreatePair(capacity: 100);
        var random = new Random(3);
        byte[] data = new byte[200_000];
        random.NextBytes(data);
        Task send = Task.Run(async () =>
        {
            var pieces = new Random(4);
            for (int at = 0; at < data.Length;)
            {
                int count = Math.Min(pieces.Next(1, 500), data.Length - at);
                await link.Client.SendAsync(data.AsMemory(at, count), default);
                at += count;
            }

            await link.Client.CloseAsync(default);
        });
        var received = new List<byte>();
        byte[] buffer = new byte[300];
        int got;
        while ((got = await link.Server.ReceiveAsync(buffer.AsMemory(0, random.Next(1, 300)), default)) > 0)
        {
            received.AddRange(buffer.AsSpan(0, got));
        }

        await send.Soon();
        Assert.Equal(data, received);
    }

    [Fact]
    public async Task A_sender_waits_when_the_capacity_is_reached()
    {
        MemoryLink link = MemoryLink.CreatePair(capacity: 10);
        await link.Client.SendAsync(new byte[10], default);
        Task waiting = link.Client.SendAsync(new byte[5], default).AsTask();
        Assert.False(waiting.IsCompleted);
        Assert.Equal(15, link.ToServer.UnreadBytes);
        Assert.Equal(3, await link.Server.ReceiveAsync(new byte[3], default));
        Assert.False(waiting.IsCompleted);
        Assert.Equal(7, await link.Server.ReceiveAsync(new byte[7], default));
        await waiting.Soon();
        Assert.Equal(5, link.ToServer.UnreadBytes);
    }

    [Fact]
    public async Task An_empty_receive_waits_for_bytes_without_taking_them()
    {
        MemoryLink link = MemoryLink.CreatePair();
        Task<int> readable = link.Server.ReceiveAsync(Memory<byte>.Empty, default).AsTask();
        Assert.True(link.ToServer.IsReaderParked);
        await link.Client.SendAsync(new byte[3], default);
        Assert.Equal(0, await readable.Soon());
        Assert.False(link.ToServer.IsReaderParked);
        Assert.Equal(3, await link.Server.ReceiveAsync(new byte[10], default));
    }

    [Fact]
    public async Task A_cancelled_receive_loses_nothing()
    {
        MemoryLink link = MemoryLink.CreatePair();
        using var cancel = new CancellationTokenSource();
        Task<int> receive = link.Server.ReceiveAsync(new byte[10], cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receive.Soon());
        await link.Client.SendAsync(new byte[3], default);
        Assert.Equal(3, await link.Server.ReceiveAsync(new byte[10], default));
    }

    [Fact]
    public async Task A_cancelled_send_aborts_the_connection()
    {
        MemoryLink link = MemoryLink.CreatePair(capacity: 2);
        using var cancel = new CancellationTokenSource();
        Task send = link.Client.SendAsync(new byte[10], cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => send.Soon());
        await Assert.ThrowsAsync<MqttTransportException>(() => link.Server.ReceiveAsync(new byte[10], default).AsTask());
    }

    [Fact]
    public async Task After_close_the_peer_reads_the_rest_and_cannot_send()
    {
        MemoryLink link = MemoryLink.CreatePair();
        await link.Server.SendAsync("last"u8.ToArray(), default);
        await link.Server.CloseAsync(default);
        link.Server.Abort();
        byte[] buffer = new byte[10];
        Assert.Equal(4, await link.Client.ReceiveAsync(buffer, default));
        Assert.Equal(0, await link.Client.ReceiveAsync(buffer, default));
        var e = await Assert.ThrowsAsync<MqttTransportException>(() => link.Client.SendAsync(buffer, default).AsTask());
        Assert.Equal("The connection was closed by the peer.", e.Message);
    }

    [Fact]
    public async Task A_cut_fails_both_ends_and_loses_what_was_under_way()
    {
        var network = new MemoryNetwork();
        (TransportConnection client, TransportConnection server) = await ConnectAsync(network);
        await client.SendAsync(new byte[5], default);
        Task<int> receive = client.ReceiveAsync(new byte[1], default).AsTask();
        Assert.Single(network.Links).Cut();
        Assert.Equal("The connection was cut.", (await Assert.ThrowsAsync<MqttTransportException>(() => receive.Soon())).Message);
        await Assert.ThrowsAsync<MqttTransportException>(() => server.ReceiveAsync(new byte[9], default).AsTask());
        await Assert.ThrowsAsync<MqttTransportException>(() => server.SendAsync(new byte[9], default).AsTask());
        Assert.Empty(network.Links);
    }

    [Fact]
    public async Task Names_are_taken_once_and_refused_when_nobody_listens()
    {
        var network = new MemoryNetwork();
        var connector = new MemoryConnector(network);
        MqttAddress address = MqttAddress.Parse("memory:x");
        var e = await Assert.ThrowsAsync<MqttTransportException>(() => connector.ConnectAsync(address, default).AsTask());
        Assert.Equal("Cannot connect to \"memory:x\": nobody listens there (connection refused).", e.Message);
        var listener = new MemoryListener(network, "x");
        await listener.StartAsync(default);
        e = await Assert.ThrowsAsync<MqttTransportException>(() => new MemoryListener(network, "x").StartAsync(default).AsTask());
        Assert.Equal("Cannot listen at \"memory:x\": the name is already in use.", e.Message);
        Assert.Equal(TransportFailure.AddressInUse, e.Failure);

        await connector.ConnectAsync(address, default);
        Assert.False(network.IsQuiet);
        await listener.DisposeAsync();
        Assert.Null(await listener.AcceptAsync(default));
        Assert.Empty(network.Links);
        e = await Assert.ThrowsAsync<MqttTransportException>(() => connector.ConnectAsync(address, default).AsTask());
        Assert.Equal(TransportFailure.ConnectionRefused, e.Failure);
    }

    [Fact]
    public async Task The_network_is_quiet_only_when_every_reader_waits()
    {
        var network = new MemoryNetwork();
        Assert.True(network.IsQuiet);
        (TransportConnection client, TransportConnection server) = await ConnectAsync(network);
        Assert.False(network.IsQuiet);
        Task<int> atClient = client.ReceiveAsync(new byte[1], default).AsTask();
        Task<int> atServer = server.ReceiveAsync(new byte[1], default).AsTask();
        Assert.True(network.IsQuiet);
        await client.SendAsync(new byte[2], default);
        Assert.Equal(1, await atServer.Soon());
        Assert.False(network.IsQuiet);
        Assert.Equal(1, network.Links[0].ToServer.UnreadBytes);
        await server.CloseAsync(default);
        Assert.Equal(0, await atClient.Soon());
        await client.CloseAsync(default);
        Assert.True(network.IsQuiet);
        Assert.Empty(network.Links);
    }

    [Fact]
    public async Task The_fault_hook_sees_every_packet_and_its_direction()
    {
        var network = new MemoryNetwork();
        (TransportConnection client, TransportConnection server) = await ConnectAsync(network);
        var seen = new List<(PacketType, bool, int)>();
        network.PacketFilter = p =>
        {
            seen.Add((p.Frame.Type, p.FromClient, p.Frame.Body.Length));
            return FaultAction.Deliver;
        };
        byte[] two = [0x40, 2, 0, 1, 0xC0, 0];
        await client.SendAsync(two, default);
        Assert.Equal(two, await ReadAsync(server));
        await server.SendAsync(new byte[] { 0xF0 }, default);
        await server.SendAsync(new byte[] { 0, 0xD0, 0 }, default);
        Assert.Equal([0xF0, 0, 0xD0, 0], await ReadAsync(client));
        Assert.Equal([(PacketType.PubAck, true, 2), (PacketType.PingReq, true, 0), (PacketType.Auth, false, 0), (PacketType.PingResp, false, 0)], seen);
    }

    [Theory]
    [InlineData(FaultAction.Deliver, "C0 00 40 02 00 01 D0 00")]
    [InlineData(FaultAction.Drop, "C0 00 D0 00")]
    [InlineData(FaultAction.Duplicate, "C0 00 40 02 00 01 40 02 00 01 D0 00")]
    [InlineData(FaultAction.Hold, "C0 00")]
    public async Task A_fault_does_what_it_says(FaultAction action, string expected)
    {
        MemoryLink link = MemoryLink.CreatePair();
        link.PacketFilter = p => p.Frame.Type == PacketType.PubAck ? action : FaultAction.Deliver;
        await link.Client.SendAsync(Convert.FromHexString("C00040020001D000"), default);
        Assert.Equal(Convert.FromHexString(expected.Replace(" ", "", StringComparison.Ordinal)), await ReadAsync(link.Server));
        if (action == FaultAction.Hold)
        {
            await link.Client.SendAsync(new byte[] { 0xE0, 0 }, default);
            Assert.Equal(8, link.HeldBytes);
            link.PacketFilter = null;
            link.Release();
            Assert.Equal(Convert.FromHexString("40020001D000E000"), await ReadAsync(link.Server));
        }
    }

    [Fact]
    public async Task A_fault_can_cut_the_connection()
    {
        MemoryLink link = MemoryLink.CreatePair();
        link.PacketFilter = _ => FaultAction.Cut;
        await Assert.ThrowsAsync<MqttTransportException>(() => link.Client.SendAsync(new byte[] { 0xC0, 0 }, default).AsTask());
        await Assert.ThrowsAsync<MqttTransportException>(() => link.Server.ReceiveAsync(new byte[1], default).AsTask());
    }

    [Fact]
    public async Task What_is_no_mqtt_passes_the_fault_hook_unseen()
    {
        MemoryLink link = MemoryLink.CreatePair();
        link.PacketFilter = _ => FaultAction.Drop;
        byte[] text = Encoding.ASCII.GetBytes("\0GET / HTTP/1.1");
        await link.Client.SendAsync(text, default);
        Assert.Equal(text, await ReadAsync(link.Server));
    }

    private static async Task<(TransportConnection Client, TransportConnection Server)> ConnectAsync(MemoryNetwork network)
    {
        await using var listener = new MemoryListener(network, "x");
        await listener.StartAsync(default);
        TransportConnection client = await new MemoryConnector(network).ConnectAsync(MqttAddress.Parse("memory:x"), default);
        return (client, (await listener.AcceptAsync(default))!);
    }

    private static async Task<byte[]> ReadAsync(TransportConnection connection)
    {
        byte[] buffer = new byte[1000];
        return buffer[..await connection.ReceiveAsync(buffer, default).AsTask().Soon()];
    }
}
