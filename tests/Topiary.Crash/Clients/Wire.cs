using System.Net.Sockets;
using Topiary.Transport;

namespace Topiary.Crash;

/// <summary>One connection of a client that sees every packet: what is sent and read here is all that happens.</summary>
/// <remarks>Threading: anybody sends; one loop reads.</remarks>
internal sealed class Wire : IAsyncDisposable
{
    private readonly TransportConnection _transport;
    private readonly MqttVersion _version;
    private readonly SemaphoreSlim _sending = new(1);
    private byte[] _buffer = new byte[8192];
    private int _start;
    private int _end;

    private Wire(TransportConnection transport, MqttVersion version)
    {
        _transport = transport;
        _version = version;
    }

    /// <summary>Connects and sends CONNECT.</summary>
    /// <returns>The connection with its CONNACK; null when there was none.</returns>
    public static async Task<(Wire Wire, ConnAckPacket Answer)?> TryConnectAsync(IServer server, ConnectPacket packet)
    {
        TransportConnection transport;
        try
        {
            transport = await server.ConnectAsync();
        }
        catch (MqttTransportException)
        {
            return null;
        }

        var wire = new Wire(transport, packet.Version);
        if (await wire.TrySendAsync(packet) && await wire.TryReadAsync() is { Type: PacketType.ConnAck } frame)
        {
            return (wire, ConnAckPacket.Read(frame, packet.Version));
        }

        await wire.DisposeAsync();
        return null;
    }

    /// <summary>Sends a packet.</summary>
    /// <returns>False when the connection has gone.</returns>
    public async Task<bool> TrySendAsync<TPacket>(TPacket packet)
        where TPacket : IOutboundPacket
    {
        var bytes = new byte[packet.GetSize(_version)];
        packet.Write(bytes, _version);
        await _sending.WaitAsync();
        try
        {
            await _transport.SendAsync(bytes, CancellationToken.None);
            return true;
        }
        catch (Exception e) when (e is MqttTransportException or IOException or SocketException or ObjectDisposedException)
        {
            return false;
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>The next packet; null when the connection has gone.</summary>
    public async Task<PacketFrame?> TryReadAsync()
    {
        while (true)
        {
            if (FrameReader.TryReadHeader(_buffer.AsSpan(_start, _end - _start), _version, int.MaxValue, out FrameHeader header)
                && _end - _start >= header.TotalLength)
            {
                byte[] body = _buffer.AsSpan(_start + header.HeaderLength, header.RemainingLength).ToArray();
                _start += header.TotalLength;
                return new PacketFrame(header.Type, header.Flags, body);
            }

            if (_end == _buffer.Length)
            {
                byte[] next = _start > 0 ? _buffer : new byte[_buffer.Length * 2];
                _buffer.AsSpan(_start, _end - _start).CopyTo(next);
                (_buffer, _end, _start) = (next, _end - _start, 0);
            }

            try
            {
                int received = await _transport.ReceiveAsync(_buffer.AsMemory(_end), CancellationToken.None);
                if (received == 0)
                {
                    return null;
                }

                _end += received;
            }
            catch (Exception e) when (e is MqttTransportException or IOException or SocketException or ObjectDisposedException)
            {
                return null;
            }
        }
    }

    /// <summary>Breaks the connection without a word.</summary>
    public void Cut() => _transport.Abort();

    public ValueTask DisposeAsync() => _transport.DisposeAsync();
}
