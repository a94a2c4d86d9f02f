using System.Net.Sockets;

namespace Topiary.Transport.Tests.Matrix;

/// <summary>What every transport promises about its bytes.</summary>
public sealed class StreamTests
{
    public static TheoryData<TransportKind> Kinds() => [.. Enum.GetValues<TransportKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Bytes_arrive_as_sent_in_both_directions(TransportKind kind)
    {
        await using TransportPair pair = await TransportPair.CreateAsync(kind);
        byte[] bytes = Bytes(300_000);
        foreach ((TransportConnection from, TransportConnection to) in new[] { (pair.Client, pair.Server), (pair.Server, pair.Client) })
        {
            Task<byte[]> received = ReceiveAsync(to, bytes.Length);
            await from.SendAsync(bytes, default).AsTask().Soon();
            Assert.Equal(bytes, await received.Soon());
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Single_bytes_arrive_in_order(TransportKind kind)
    {
        await using TransportPair pair = await TransportPair.CreateAsync(kind);
        byte[] bytes = Bytes(500);
        Task<byte[]> received = ReceiveAsync(pair.Server, bytes.Length, bufferSize: 3);
        for (int i = 0; i < bytes.Length; i++)
        {
            await pair.Client.SendAsync(bytes.AsMemory(i, 1), default).AsTask().Soon();
        }

        Assert.Equal(bytes, await received.Soon());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_empty_receive_waits_for_bytes_and_takes_none(TransportKind kind)
    {
        await using TransportPair pair = await TransportPair.CreateAsync(kind);
        Assert.True(pair.Server.SupportsZeroByteReceive);
        Task<int> readable = pair.Server.ReceiveAsync(Memory<byte>.Empty, default).AsTask();
        await pair.Client.SendAsync(Bytes(5), default);
        Assert.Equal(0, await readable.Soon());
        Assert.Equal(Bytes(5), await ReceiveAsync(pair.Server, 5).Soon());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_closed_end_lets_the_peer_read_everything_and_then_the_end(TransportKind kind)
    {
        await using TransportPair pair = await TransportPair.CreateAsync(kind);
        byte[] bytes = Bytes(60_000);
        await pair.Client.SendAsync(bytes, default).AsTask().Soon();
        Task closing = pair.Client.CloseAsync(default).AsTask();
        Assert.Equal(bytes, await ReceiveAsync(pair.Server, bytes.Length).Soon());
        Assert.Equal(0, await pair.Server.ReceiveAsync(new byte[10], default).AsTask().Soon());
        Assert.Equal(0, await pair.Server.ReceiveAsync(new byte[10], default).AsTask().Soon());
        await pair.Server.CloseAsync(default).AsTask().Soon();
        await closing.Soon();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Closing_gives_up_on_a_peer_that_does_not_close(TransportKind kind)
    {
        await using TransportPair pair = await TransportPair.CreateAsync(kind);
        using var deadline = new CancellationTokenSource();
        Task closing = pair.Client.CloseAsync(deadline.Token).AsTask();
        await deadline.CancelAsync();
        await closing.Soon();
        await Assert.ThrowsAnyAsync<Exception>(() => pair.Client.SendAsync(Bytes(1), default).AsTask().Soon());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_abort_ends_a_send_that_the_peer_does_not_read(TransportKind kind)
    {
        await using TransportPair pair = await TransportPair.CreateAsync(kind);
        Task sending = SendForEverAsync(pair.Client);
        await Wait.UntilAsync(() => sending.Status == TaskStatus.WaitingForActivation);
        pair.Client.Abort();
        pair.Client.Abort();
        AssertIsFailure(await Assert.ThrowsAnyAsync<Exception>(() => sending.Soon()));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_abort_ends_a_pending_receive(TransportKind kind)
    {
        await using TransportPair pair = await TransportPair.CreateAsync(kind);
        Task<int> receiving = pair.Client.ReceiveAsync(new byte[10], default).AsTask();
        pair.Client.Abort();
        await AssertEndsAsync(receiving);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_peer_that_vanishes_ends_the_receive(TransportKind kind)
    {
        await using TransportPair pair = await TransportPair.CreateAsync(kind);
        Task<int> receiving = pair.Server.ReceiveAsync(new byte[10], default).AsTask();
        pair.Client.Abort();
        await AssertEndsAsync(receiving);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_peer_that_vanishes_ends_the_send(TransportKind kind)
    {
        await using TransportPair pair = await TransportPair.CreateAsync(kind);
        Task sending = SendForEverAsync(pair.Server);
        pair.Client.Abort();
        AssertIsFailure(await Assert.ThrowsAnyAsync<Exception>(() => sending.Soon()));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_cancelled_receive_loses_nothing(TransportKind kind)
    {
        await using TransportPair pair = await TransportPair.CreateAsync(kind);
        for (int round = 0; round < 3; round++)
        {
            using var cancel = new CancellationTokenSource();
            Task<int> receiving = pair.Server.ReceiveAsync(new byte[10], cancel.Token).AsTask();
            await cancel.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receiving.Soon());
        }

        byte[] bytes = Bytes(10_000);
        await pair.Client.SendAsync(bytes, default).AsTask().Soon();
        Assert.Equal(bytes, await ReceiveAsync(pair.Server, bytes.Length, bufferSize: 700).Soon());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_cancelled_send_ends_the_connection(TransportKind kind)
    {
        await using TransportPair pair = await TransportPair.CreateAsync(kind);
        using var cancel = new CancellationTokenSource();
        Task sending = SendForEverAsync(pair.Client, cancel.Token);
        await Wait.UntilAsync(() => sending.Status == TaskStatus.WaitingForActivation);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => sending.Soon());
        AssertIsFailure(await Assert.ThrowsAnyAsync<Exception>(() => pair.Client.SendAsync(Bytes(1), default).AsTask().Soon()));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Addresses_tell_the_transport_and_the_ends(TransportKind kind)
    {
        await using TransportPair pair = await TransportPair.CreateAsync(kind);
        string scheme = kind switch
        {
            TransportKind.Tcp => "tcp://127.0.0.1:",
            TransportKind.Tls or TransportKind.MutualTls => "mqtts://127.0.0.1:",
            TransportKind.WebSocket => "ws://127.0.0.1:",
            TransportKind.SecureWebSocket => "wss://127.0.0.1:",
            TransportKind.Unix => "unix:/",
            _ => "memory:",
        };
        Assert.StartsWith(scheme, pair.Server.RemoteAddress);
        Assert.Equal(pair.Client.LocalAddress, pair.Server.RemoteAddress);
        Assert.Equal(pair.Client.RemoteAddress, pair.Server.LocalAddress);
        Assert.Equal(kind == TransportKind.MutualTls ? "CN=device-7" : null, pair.Server.PeerCertificate?.Subject);
        bool secure = kind is TransportKind.Tls or TransportKind.MutualTls or TransportKind.SecureWebSocket;
        Assert.Equal(secure ? "CN=server" : null, pair.Client.PeerCertificate?.Subject);
    }

    private static byte[] Bytes(int count) => [.. Enumerable.Range(0, count).Select(i => (byte)(i * 31))];

    private static async Task<byte[]> ReceiveAsync(TransportConnection connection, int count, int bufferSize = 20_000)
    {
        var all = new List<byte>();
        byte[] buffer = new byte[bufferSize];
        while (all.Count < count)
        {
            int received = await connection.ReceiveAsync(buffer, default).AsTask().Soon();
            Assert.NotEqual(0, received);
            all.AddRange(buffer.AsSpan(0, received));
        }

        return [.. all];
    }

    private static async Task SendForEverAsync(TransportConnection connection, CancellationToken cancellationToken = default)
    {
        byte[] bytes = Bytes(1_000_000);
        while (true)
        {
            await connection.SendAsync(bytes, cancellationToken);
        }
    }

    private static async Task AssertEndsAsync(Task<int> receiving)
    {
        Exception? e = await Record.ExceptionAsync(() => receiving.Soon());
        if (e is null)
        {
            Assert.Equal(0, await receiving);
        }
        else
        {
            AssertIsFailure(e);
        }
    }

    private static void AssertIsFailure(Exception e)
        => Assert.True(e is MqttTransportException or IOException or SocketException or ObjectDisposedException or OperationCanceledException, e.ToString());
}
