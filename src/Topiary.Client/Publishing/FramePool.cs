namespace Topiary.Client;

/// <summary>The frames of a client that are not in use. Bounded in number and in bytes.</summary>
/// <remarks>Threading: any thread.</remarks>
internal sealed class FramePool
{
    private const int LargestKeptBuffer = 16 * 1024;
    private const int MostKept = 8192;
    private const long MostKeptBytes = 8 * 1024 * 1024;

    // A client that publishes QoS 0 from one thread needs no other frame.
    [ThreadStatic]
    private static PublishFrame? t_nearest;

    private readonly Lock _gate = new();
    private PublishFrame?[] _frames = new PublishFrame?[16];
    private int _count;
    private long _bytes;
    private bool _isClosed;

    public PublishFrame Rent()
    {
        if (t_nearest is { } nearest && nearest.Pool == this)
        {
            t_nearest = null;
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
        Keep(frame);
    }

    /// <summary>Takes a frame back that no session has held.</summary>
    public void ReturnUntouched(PublishFrame frame)
    {
        frame.ResetContent(LargestKeptBuffer);
        Keep(frame);
    }

    /// <summary>The client has gone: nothing is kept any more, since a thread may go on holding its nearest frame, and with it this pool.</summary>
    public void Close()
    {
        lock (_gate)
        {
            (_frames, _count, _bytes, _isClosed) = ([], 0, 0, true);
        }
    }

    private void Keep(PublishFrame frame)
    {
        if (t_nearest is null)
        {
            t_nearest = frame;
            return;
        }

        lock (_gate)
        {
            if (_isClosed || _count == MostKept || _bytes + frame.Capacity > MostKeptBytes)
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
