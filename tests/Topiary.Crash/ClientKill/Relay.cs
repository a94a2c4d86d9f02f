using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Topiary.Crash;

/// <summary>Stands between a client and its broker, passes on what both say, and notes which messages the client has acknowledged.</summary>
/// <remarks>Threading: a task for each direction of a connection; the run is set while there is no connection.</remarks>
internal sealed class Relay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly IPEndPoint _broker;
    private readonly ConcurrentDictionary<int, int> _acknowledged = new();
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly Task _accepting;

    public Relay(IPEndPoint broker)
    {
        _broker = broker;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where clients connect.</summary>
    public string Address => $"mqtt://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>How often the client was started.</summary>
    public int Run { get; set; }

    /// <summary>Whether what the client says does not reach the broker any more, as when a connection breaks that neither side has missed yet.</summary>
    public bool IsDeaf { get; set; }

    /// <summary>Numbers of the messages whose PUBREC was seen, and the run in which that was.</summary>
    public IReadOnlyDictionary<int, int> Acknowledged => _acknowledged;

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections);
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                Socket client = await _listener.AcceptSocketAsync();
                _connections.Add(ServeAsync(client, Run));
            }
            catch (SocketException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(Socket client, int run)
    {
        using (client)
        {
            using var broker = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            client.NoDelay = true;
            await broker.ConnectAsync(_broker);

            // Packet identifiers and the messages that they stand for, in this connection.
            var messages = new ConcurrentDictionary<ushort, int>();
            Task down = PassAsync(broker, client, frame => OnFromBroker(frame, messages), static () => false);
            await PassAsync(client, broker, frame => OnFromClient(frame, messages, run), () => IsDeaf);
            await down;
        }
    }

    private static void OnFromBroker(PacketFrame frame, ConcurrentDictionary<ushort, int> messages)
    {
        if (frame.Type == PacketType.Publish)
        {
            PublishPacket packet = PublishPacket.Read(frame, MqttVersion.V500);
            messages[packet.PacketId] = int.Parse(Encoding.ASCII.GetString(packet.Payload.Span), CultureInfo.InvariantCulture);
        }
    }

    private void OnFromClient(PacketFrame frame, ConcurrentDictionary<ushort, int> messages, int run)
    {
        if (frame.Type == PacketType.PubRec)
        {
            _acknowledged.TryAdd(messages[AckPacket.Read(frame, MqttVersion.V500).PacketId], run);
        }
    }

    private static async Task PassAsync(Socket from, Socket to, Action<PacketFrame> see, Func<bool> isDeaf)
    {
        bool isBroken = false;
        var buffer = new byte[64 * 1024];
        int filled = 0;
        try
        {
            while (await from.ReceiveAsync(buffer.AsMemory(filled)) is > 0 and int received)
            {
                ReadOnlyMemory<byte> bytes = buffer.AsMemory(filled, received);
                filled += received;
                int seen = See(buffer.AsMemory(0, filled), see);
                isBroken |= isDeaf();
                while (bytes.Length > 0 && !isBroken)
                {
                    bytes = bytes[await to.SendAsync(bytes)..];
                }

                buffer.AsSpan(seen, filled - seen).CopyTo(buffer);
                filled -= seen;
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The other side learns of it as it would without a relay.
            to.Close();
            from.Close();
        }
        catch (ObjectDisposedException)
        {
            // The other direction has closed both.
        }
    }

    private static int See(ReadOnlyMemory<byte> bytes, Action<PacketFrame> see)
    {
        int seen = 0;
        while (FrameReader.TryReadHeader(bytes.Span[seen..], MqttVersion.V500, int.MaxValue, out FrameHeader header) && bytes.Length - seen >= header.TotalLength)
        {
            see(new PacketFrame(header.Type, header.Flags, bytes.Slice(seen + header.HeaderLength, header.RemainingLength)));
            seen += header.TotalLength;
        }

        return seen;
    }
}
