using Topiary.Protocol;

namespace Topiary.Transport;

/// <summary>Shows the packets of one direction to the network's fault hook and does what it says.</summary>
/// <remarks>Threading: <see cref="Apply"/> by the one sender; <see cref="Release"/> by any thread.</remarks>
internal sealed class PacketFilterStage(MemoryLink link, bool fromClient, MemoryPipe pipe)
{
    private readonly Lock _gate = new();
    private readonly List<byte> _held = [];
    private byte[] _partial = [];
    private bool _holding;
    private bool _transparent;

    public int HeldBytes
    {
        get
        {
            lock (_gate)
            {
                return _held.Count + _partial.Length;
            }
        }
    }

    public bool IsActive
    {
        get
        {
            lock (_gate)
            {
                return _holding || _partial.Length > 0;
            }
        }
    }

    /// <summary>Filters what is being sent.</summary>
    /// <returns>What goes on into the pipe.</returns>
    public ReadOnlyMemory<byte> Apply(ReadOnlyMemory<byte> sent, Func<MemoryPacket, FaultAction>? filter)
    {
        ReadOnlyMemory<byte> rest = _partial.Length == 0 ? sent : Concat(_partial, sent.Span);
        _partial = [];
        var passed = new List<byte>(rest.Length);
        while (TryTake(ref rest, out ReadOnlyMemory<byte> whole, out PacketFrame frame))
        {
            FaultAction action = filter?.Invoke(new MemoryPacket(link, fromClient, frame)) ?? FaultAction.Deliver;
            if (action == FaultAction.Cut)
            {
                link.Cut();
                return default;
            }

            Pass(whole.Span, action, passed);
        }

        if (_transparent)
        {
            Pass(rest.Span, FaultAction.Deliver, passed);
        }
        else
        {
            lock (_gate)
            {
                _partial = rest.ToArray();
            }
        }

        return passed.ToArray();
    }

    /// <summary>Lets go what is held back.</summary>
    public void Release()
    {
        lock (_gate)
        {
            _holding = false;
            pipe.Inject([.. _held]);
            _held.Clear();
        }
    }

    private void Pass(ReadOnlySpan<byte> packet, FaultAction action, List<byte> passed)
    {
        lock (_gate)
        {
            _holding |= action == FaultAction.Hold;
            List<byte> target = _holding ? _held : passed;
            for (int copies = action switch { FaultAction.Drop => 0, FaultAction.Duplicate => 2, _ => 1 }; copies > 0; copies--)
            {
                target.AddRange(packet);
            }
        }
    }

    // What is no MQTT at all passes unfiltered.
    private bool TryTake(ref ReadOnlyMemory<byte> rest, out ReadOnlyMemory<byte> whole, out PacketFrame frame)
    {
        whole = default;
        frame = default;
        try
        {
            if (_transparent
                || !TryReadHeader(rest.Span, out FrameHeader header)
                || header.TotalLength > rest.Length)
            {
                return false;
            }

            whole = rest[..header.TotalLength];
            frame = new PacketFrame(header.Type, header.Flags, whole[header.HeaderLength..]);
            rest = rest[header.TotalLength..];
            return true;
        }
        catch (MqttProtocolException)
        {
            _transparent = true;
            return false;
        }
    }

    // Version 3.1 allows the most in fixed headers, but has no AUTH.
    private static bool TryReadHeader(ReadOnlySpan<byte> bytes, out FrameHeader header)
    {
        bool auth = bytes.Length > 0 && bytes[0] >> 4 == (int)PacketType.Auth;
        return FrameReader.TryReadHeader(bytes, auth ? MqttVersion.V500 : MqttVersion.V310, PacketConnectionOptions.LargestPacket, out header);
    }

    private static byte[] Concat(byte[] first, ReadOnlySpan<byte> second)
    {
        byte[] all = new byte[first.Length + second.Length];
        first.CopyTo(all, 0);
        second.CopyTo(all.AsSpan(first.Length));
        return all;
    }
}
