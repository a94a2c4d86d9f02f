using System.Threading.Tasks.Sources;
using Topiary.Transport;

namespace Topiary.Fuzz;

/// <summary>
/// The broker's end of a connection on which nothing happens by itself: what wakes a reader is queued in the <see cref="Turns"/> of the run,
/// so that the whole broker runs on the thread of the fuzzer, in the same order every time.
/// </summary>
internal sealed class FuzzTransport(Turns turns, string name) : TransportConnection, IValueTaskSource<int>
{
    private readonly Queue<byte> _toBroker = new();
    private readonly List<byte> _toClient = [];
    private ManualResetValueTaskSourceCore<int> _receive;
    private Memory<byte> _into;
    private bool _isWaiting;
    private bool _isCut;

    public override string RemoteAddress => name;

    public override string LocalAddress => "fuzz:broker";

    /// <summary>Whether the broker has closed it.</summary>
    public bool IsClosed { get; private set; }

    public override ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_toBroker.Count > 0)
        {
            return new ValueTask<int>(Take(buffer.Span));
        }

        if (_isCut)
        {
            throw new IOException("The connection was cut.");
        }

        if (IsClosed)
        {
            return new ValueTask<int>(0);
        }

        _receive.Reset();
        _into = buffer;
        _isWaiting = true;
        return new ValueTask<int>(this, _receive.Version);
    }

    public override ValueTask SendAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_isCut || IsClosed)
        {
            throw new IOException("The connection was cut.");
        }

        _toClient.AddRange(buffer.Span);
        return default;
    }

    public override ValueTask CloseAsync(CancellationToken cancellationToken)
    {
        Abort();
        return default;
    }

    public override void Abort()
    {
        IsClosed = true;
        Wake();
    }

    /// <summary>The client sends.</summary>
    public void Send(ReadOnlySpan<byte> bytes)
    {
        foreach (byte b in bytes)
        {
            _toBroker.Enqueue(b);
        }

        Wake();
    }

    /// <summary>The client's network fails.</summary>
    public void Cut()
    {
        _isCut = true;
        _toBroker.Clear();
        Wake();
    }

    /// <summary>Takes what the broker has sent.</summary>
    public byte[] TakeSent()
    {
        byte[] sent = [.. _toClient];
        _toClient.Clear();
        return sent;
    }

    public int GetResult(short token) => _receive.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _receive.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => _receive.OnCompleted(continuation, state, token, flags);

    private int Take(Span<byte> target)
    {
        int count = Math.Min(target.Length, _toBroker.Count);
        for (int i = 0; i < count; i++)
        {
            target[i] = _toBroker.Dequeue();
        }

        return count;
    }

    private void Wake()
    {
        if (!_isWaiting)
        {
            return;
        }

        _isWaiting = false;
        turns.Add(() =>
        {
            if (_isCut)
            {
                _receive.SetException(new IOException("The connection was cut."));
            }
            else
            {
                _receive.SetResult(IsClosed ? 0 : Take(_into.Span));
            }
        });
    }
}
