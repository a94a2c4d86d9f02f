namespace Topiary.Client;

/// <summary>The frames of a client that are not in use. Bounded in number and in bytes.</summary>
/// <remarks>Threading: any thread.</remarks>
internal sealed class FramePool
{
    private const int LargestKeptBuffer = 16 * 1024;
    private const int MostKept = 8192;
    private const long MostKeptBytes = 8 * 1024 * 1024;

    private readonly Lock _gate = new();
    private PublishFrame?[] _frames = new PublishFrame?[16];
    private int _count;
    private long _bytes;

    // One frame outside the lock: a client that publishes QoS 0 from one thread needs no other.
    private PublishFrame? _nearest;

    public PublishFrame Rent()
    {
        if (Volatile.Read(ref _nearest) is not null && Interlocked.Exchange(ref _nearest, null) is { } nearest)
        {
            return nearest;
        }

        lock (_gate)
        {
            if (_count > 0)
            {
                PublishFrame frame = _frames[--_count]!;
                _frames[_count] = null;
                _bytes -= frame.Capacity;
                return frame;
            }
        }

        return new PublishFrame(this);
    }

    public void Return(PublishFrame frame)
    {
        frame.Reset(LargestKeptBuffer);
        if (Volatile.Read(ref _nearest) is null && Interlocked.CompareExchange(ref _nearest, frame, null) is null)
        {
            return;
        }

        lock (_gate)
        {
            if (_count == MostKept || _bytes + frame.Capacity > MostKeptBytes)
            {
                return;
            }

            if (_count == _frames.Length)
            {
                Array.Resize(ref _frames, Math.Min(MostKept, 2 * _frames.Length));
            }

            _frames[_count++] = frame;
            _bytes += frame.Capacity;
        }
    }
}
