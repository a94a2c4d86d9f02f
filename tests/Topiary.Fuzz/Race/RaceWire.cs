using System.Net;
using System.Net.Sockets;

namespace Topiary.Fuzz;

/// <summary>A client's end of a TCP connection. Its buffers are small, so that a client which does not read is soon felt by the broker.</summary>
/// <remarks>Threading: one reader; any thread sends.</remarks>
internal sealed class RaceWire : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = 4096 };
    private readonly SemaphoreSlim _sending = new(1);
    private byte[] _buffer = new byte[8192];
    private int _start;
    private int _end;

    public MqttVersion Version { get; private init; }

    public static async Task<RaceWire> OpenAsync(EndPoint broker, MqttVersion version)
    {
        var wire = new RaceWire { Version = version };
        await wire._socket.ConnectAsync(broker);
        return wire;
    }

    public Task SendAsync<TPacket>(TPacket packet)
        where TPacket : IOutboundPacket
    {
        byte[] bytes = new byte[packet.GetSize(Version)];
        return SendAsync(bytes.AsMemory(0, packet.Write(bytes, Version)));
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        await _sending.WaitAsync();
        try
        {
            while (!bytes.IsEmpty)
            {
                bytes = bytes[await _socket.SendAsync(bytes)..];
            }
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>The next packet; null at the end of the connection.</summary>
    public async Task<PacketFrame?> ReadAsync()
    {
        while (true)
        {
            ReadOnlyMemory<byte> bytes = _buffer.AsMemory(_start, _end - _start);
            if (FrameReader.TryReadHeader(bytes.Span, Version, int.MaxValue, out FrameHeader header) && bytes.Length >= header.TotalLength)
            {
                _start += header.TotalLength;
                return new PacketFrame(header.Type, header.Flags, bytes.Slice(header.HeaderLength, header.RemainingLength));
            }

            // A new one each time: what was read refers to the old one.
            byte[] next = new byte[Math.Max(_buffer.Length, bytes.Length * 2)];
            bytes.CopyTo(next);
            (_buffer, _start, _end) = (next, 0, bytes.Length);
            int count = await _socket.ReceiveAsync(_buffer.AsMemory(_end));
            if (count == 0)
            {
                return null;
            }

            _end += count;
        }
    }

    /// <summary>Cuts the connection without a word.</summary>
    public void Dispose()
    {
        // Zero seconds: what is not read is reset.
        _socket.Close(0);
    }
}
