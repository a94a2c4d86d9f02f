using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Topiary.Client;

namespace Topiary.Runtime;

/// <summary>
/// Keeps a <see cref="RetainedState{T}"/> up to date: takes the newest message of its topic, reads it off the read loop, and asks
/// the broker again after each new connection. Thread-safe.
/// </summary>
/// <param name="stream">What is subscribed to.</param>
/// <param name="state">Receives the values.</param>
/// <param name="read">Reads a message; false when it cannot be read, or middleware has kept it.</param>
internal sealed class StateFollower<TMessage, T>(
    TopicStream<TMessage> stream, RetainedState<T> state, Func<IncomingMessage, CancellationToken, ValueTask<(bool IsRead, T Value)>> read)
    : IMessageReceiver, IAsyncDisposable
{
    private readonly TopicSource _source = stream.Topics.Source;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _applying = new(1);
    private IAsyncDisposable? _subscription;
    private IncomingMessage? _newest;
    private byte[]? _known;
    private long _received;

    /// <summary>Subscribes, and completes when the value that the broker keeps is known.</summary>
    public async ValueTask StartAsync(CancellationToken ct)
    {
        _subscription = await _source.Client.SubscribeAsync(new SubscriptionSpec(stream.Filter, stream.Selection.QoS), this, ct).ConfigureAwait(false);
        try
        {
            if (Volatile.Read(ref _received) == 0)
            {
                await stream.RoundTripAsync(ct).ConfigureAwait(false);
            }

            await ApplyAsync().ConfigureAwait(false);
            _source.Client.StateChanged += OnStateChanged;
        }
        catch
        {
            await DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public void OnMessage(in ReceivedMessage message, MessageReceipt receipt)
    {
        // Only the newest counts, so each is done with at once.
        var incoming = IncomingMessage.Copy(message);
        receipt.Complete();
        Volatile.Write(ref _newest, incoming);
        Interlocked.Increment(ref _received);
        _source.Monitor.Begin();
        ThreadPool.UnsafeQueueUserWorkItem(static follower => _ = follower.ApplyNewestAsync(), this, preferLocal: false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _source.Client.StateChanged -= OnStateChanged;
        await _stop.CancelAsync().ConfigureAwait(false);
        if (_subscription is { } subscription)
        {
            await subscription.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task ApplyNewestAsync()
    {
        await ApplyAsync().ConfigureAwait(false);
        _source.Monitor.End();
    }

    private async Task ApplyAsync()
    {
        await _applying.WaitAsync().ConfigureAwait(false);
        try
        {
            if (Interlocked.Exchange(ref _newest, null) is { } message && !_stop.IsCancellationRequested)
            {
                await ApplyAsync(message).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            // Of middleware and serializers: user code, for one message.
            Log.StreamUnreadable(_source.Logger, stream.Filter, stream.Filter, e.Message);
        }
        finally
        {
            _applying.Release();
        }
    }

    private async ValueTask ApplyAsync(IncomingMessage message)
    {
        // Whoever asked for the state may have ended by now, or not: what is traced must not depend on it.
        Activity.Current = null;
        if (message.ReceivedPayload.IsEmpty)
        {
            _known = null;
            state.Set(default);
            stream.OnReceived(message, failure: null);
            return;
        }

        // What the broker keeps is sent again with each new subscription.
        var payload = message.ReceivedPayload.ToArray();
        if (message.Retain && _known is { } known && known.AsSpan().SequenceEqual(payload))
        {
            return;
        }

        var (isRead, value) = await read(message, _stop.Token).ConfigureAwait(false);
        if (isRead)
        {
            _known = payload;
            state.Set(value);
        }
    }

    private void OnStateChanged(object? sender, MqttClientStateChange change)
    {
        if (change.Current == MqttClientState.Connected)
        {
            _ = AskAgainAsync();
        }
    }

    /// <summary>The broker may have lost, or deleted, what it kept while the client was away.</summary>
    private async Task AskAgainAsync()
    {
        try
        {
            var before = Interlocked.Read(ref _received);
            if (!await stream.IsRetainedAsync(_stop.Token).ConfigureAwait(false) && Interlocked.Read(ref _received) == before)
            {
                await _applying.WaitAsync(_stop.Token).ConfigureAwait(false);
                _known = null;
                state.Set(default);
                _applying.Release();
            }
        }
        catch (Exception e) when (e is MqttException or TimeoutException or OperationCanceledException or ObjectDisposedException)
        {
            // The connection was lost again, and will be made again; or the state is disposed.
            Log.StateNotAsked(_source.Logger, stream.Filter, e);
        }
    }
}
