using System.Net.Sockets;
using System.Threading.Channels;

namespace Topiary.Transport;

/// <summary>
/// A listener whose connections have a handshake to do. Handshakes run beside each other, bounded in number and time; a slow peer holds up nobody.
/// </summary>
/// <remarks>Threading: start and accept by one thread at a time; dispose by any.</remarks>
internal sealed class HandshakeListener : ITransportListener
{
    private readonly ITransportListener _inner;
    private readonly IServerHandshake _handshake;
    private readonly TransportListenerOptions _options;
    private readonly string _path;
    private readonly Log _log;

    // One for each connection in its handshake or not yet taken. Never disposed: the loop may wait for it.
    private readonly SemaphoreSlim _room;
    private readonly Channel<Accepted> _ready = Channel.CreateUnbounded<Accepted>();
    private readonly CancellationTokenSource _stop = new();
    private Task _accepting = Task.CompletedTask;
    private long _failures;
    private int _running;

    public HandshakeListener(ITransportListener inner, IServerHandshake handshake, string path, TransportListenerOptions options)
    {
        _inner = inner;
        _handshake = handshake;
        _options = options;
        _path = path;
        _log = new Log(options.LoggerFactory);
        _room = new SemaphoreSlim(options.MaximumHandshakes);
    }

    public string Address => _inner.Address + _path;

    /// <summary>Connections that ended in their handshake.</summary>
    public long Failures => Volatile.Read(ref _failures);

    /// <summary>Connections in their handshake now.</summary>
    public int Running => Volatile.Read(ref _running);

    public async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
        _handshake.Prepare();
        await _inner.StartAsync(cancellationToken).ConfigureAwait(false);
        _accepting = AcceptAllAsync();
    }

    public async ValueTask<TransportConnection?> AcceptAsync(CancellationToken cancellationToken)
    {
        while (await _ready.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (_ready.Reader.TryRead(out Accepted accepted))
            {
                _room.Release();
                accepted.Taken?.TrySetResult();
                return accepted.Connection ?? throw accepted.Failure!;
            }
        }

        return null;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _inner.DisposeAsync().ConfigureAwait(false);
        await _accepting.ConfigureAwait(false);
        _ready.Writer.TryComplete();
        while (_ready.Reader.TryRead(out Accepted accepted))
        {
            accepted.Connection?.Abort();
        }
    }

    private async Task AcceptAllAsync()
    {
        try
        {
            while (true)
            {
                await _room.WaitAsync(_stop.Token).ConfigureAwait(false);
                if (!await AcceptOneAsync().ConfigureAwait(false))
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    // False: the listener below has stopped.
    private async ValueTask<bool> AcceptOneAsync()
    {
        TransportConnection? connection;
        try
        {
            connection = await _inner.AcceptAsync(_stop.Token).ConfigureAwait(false);
        }
        catch (MqttTransportException e)
        {
            // Who accepts is told, and sets the pace of further attempts.
            var taken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _ready.Writer.TryWrite(new Accepted(null, e, taken));
            await taken.Task.WaitAsync(_stop.Token).ConfigureAwait(false);
            return true;
        }

        if (connection is null)
        {
            return false;
        }

        _ = HandshakeAsync(connection);
        return true;
    }

    private async Task HandshakeAsync(TransportConnection connection)
    {
        // The first steps are arithmetic: not on the thread that accepts.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        Interlocked.Increment(ref _running);
        bool succeeded = false;
        using var deadline = new CancellationTokenSource(_options.HandshakeTimeout, _options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, _stop.Token);
        try
        {
            TransportConnection upgraded = await _handshake.PerformAsync(connection, either.Token).ConfigureAwait(false);
            succeeded = _ready.Writer.TryWrite(new Accepted(upgraded, null));
            if (!succeeded)
            {
                upgraded.Abort();
            }
        }
        catch (OperationCanceledException)
        {
            Fail(connection, deadline.IsCancellationRequested ? $"not finished within {_options.HandshakeTimeout}" : "the listener has stopped");
        }
        catch (Exception e) when (e is MqttTransportException or IOException or SocketException or ObjectDisposedException)
        {
            Fail(connection, e.Message);
        }
        catch (Exception e)
        {
            // Loop top: a fault in one handshake must not end the listener.
            _log.HandshakeFaulted(e, connection.RemoteAddress, Address);
            Fail(connection, e.Message);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
            if (!succeeded)
            {
                _room.Release();
            }
        }
    }

    private void Fail(TransportConnection connection, string reason)
    {
        connection.Abort();
        Interlocked.Increment(ref _failures);
        _log.HandshakeFailed(connection.RemoteAddress, Address, reason);
    }

    private readonly record struct Accepted(TransportConnection? Connection, MqttTransportException? Failure, TaskCompletionSource? Taken = null);
}
