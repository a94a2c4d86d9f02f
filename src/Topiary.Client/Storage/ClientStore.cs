using Microsoft.Extensions.Logging;
using Topiary.Storage;

namespace Topiary.Client;

/// <summary>
/// Keeps what the client has accepted until it is delivered. Nothing with a packet identifier leaves before the record of it is committed, so
/// that after a restart identifiers mean to the client what they mean to the broker.
/// </summary>
/// <remarks>Threading: any thread. Changes of one message come under the lock of the outbound session, of one received identifier under that of the inbound one.</remarks>
internal sealed class ClientStore : IAsyncDisposable
{
    private readonly MqttClientOptions _options;
    private readonly FileStoreOptions _store;
    private readonly ILogger _log;
    private readonly FramePool _frames = new();
    private readonly SemaphoreSlim _opening = new(1);
    private readonly Lock _gate = new();
    private readonly Queue<(long Position, Action Then)> _waiting = new();
    private StoreState? _state;
    private long _committed;
    private long _wanted;
    private bool _committing;
    private bool _closing;
    private Task _loop = Task.CompletedTask;

    public ClientStore(MqttClientOptions options, ILogger log)
    {
        _options = options;
        _store = options.FileStore!;
        _log = log;
    }

    /// <summary>More is committed than before. Called without a lock.</summary>
    public event Action? Committed;

    /// <summary>Committing has failed. What was not committed may be lost with the process. Called without a lock.</summary>
    public event Action<MqttStoreException>? Failed;

    public bool IsOpen => _state is not null;

    /// <summary>Whether a publish completes when it is stored.</summary>
    public bool CompletesWhenStored => _store.Completion == PublishCompletion.Stored;

    /// <summary>Position up to which everything is safe.</summary>
    public long SafePosition => Volatile.Read(ref _committed);

    private StoreState State => _state ?? throw new InvalidOperationException("The store is not open.");

    private LogDurability Level => _store.Durability == FileStoreDurability.Disk ? LogDurability.Disk : LogDurability.Process;

    /// <summary>Opens the store, once.</summary>
    /// <returns>What it holds; null when it was open already.</returns>
    /// <exception cref="MqttStoreException">The directory is in use or cannot be used.</exception>
    public async Task<StoreContent?> OpenAsync(CancellationToken ct)
    {
        await _opening.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            return _state is null ? await LoadAsync(ct).ConfigureAwait(false) : null;
        }
        catch (LogException e)
        {
            throw new MqttStoreException($"The file store of the client (MqttClientOptions.FileStore) cannot be opened. {e.Message}", e);
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>Why nothing can be taken now; null when it can.</summary>
    public MqttStoreException? Refusal()
    {
        RecordLog log = State.Log;
        if (log.Accepts)
        {
            return null;
        }

        Exception? error = log.Error;
        string why = error?.Message ?? (log.State == LogState.LowSpace ? "too little space is left on its disk." : "too much waits for its disk.");
        return new MqttStoreException($"The file store of the client takes no messages at the moment: {why}", error);
    }

    /// <summary>Records a message. The frame then knows what was recorded.</summary>
    public void Add(PublishFrame frame, in DeliveryProgress progress) => frame.Stored = State.Add(frame, progress);

    /// <summary>Records that a message has gone a step on.</summary>
    public void Change(PublishFrame frame, in DeliveryProgress progress) => State.Change(frame.Stored!, progress);

    /// <summary>Records that a message is done.</summary>
    public void Remove(PublishFrame frame)
    {
        if (frame.Stored is { } message)
        {
            frame.Stored = null;
            message.Frame = null;
            State.Remove(message);
        }
    }

    public void AddInbound(ushort id) => State.AddInbound(id);

    public void RemoveInbound(ushort id) => State.RemoveInbound(id);

    /// <summary>The broker has lost the session: its identifiers begin anew.</summary>
    public void ClearInbound()
    {
        foreach (ushort id in State.Inbound())
        {
            State.RemoveInbound(id);
        }

        Commit();
    }

    /// <summary>Does something once everything recorded so far is safe; in the order of the calls, without a lock.</summary>
    public void WhenSafe(Action then)
    {
        bool isSafe;
        lock (_gate)
        {
            long position = State.Log.LastPosition;
            isSafe = position <= SafePosition && _waiting.Count == 0;
            if (!isSafe)
            {
                _waiting.Enqueue((position, then));
            }
        }

        if (isSafe)
        {
            then();
        }
        else
        {
            Commit();
        }
    }

    /// <summary>Makes what was recorded so far safe, and raises <see cref="Committed"/> then.</summary>
    public void Commit()
    {
        lock (_gate)
        {
            _wanted = State.Log.LastPosition;
            if (_committing || _closing)
            {
                return;
            }

            _committing = true;

            // Off the caller's locks.
            _loop = Task.Run(CommitAsync);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task loop;
        lock (_gate)
        {
            _closing = true;
            loop = _loop;
        }

        if (_state is { } state)
        {
            await state.Log.DisposeAsync().ConfigureAwait(false);
            await loop.ConfigureAwait(false);
        }

        _opening.Dispose();
    }

    private async Task CommitAsync()
    {
        try
        {
            while (await CommitOnceAsync().ConfigureAwait(false))
            {
                Committed?.Invoke();
            }
        }
        catch (LogException e)
        {
            lock (_gate)
            {
                _committing = false;
                if (_closing)
                {
                    return;
                }
            }

            Failed?.Invoke(new MqttStoreException($"The file store of the client could not take the message. {e.Message}", e));
        }
    }

    // False: everything that was wanted is safe, and the task ends.
    private async Task<bool> CommitOnceAsync()
    {
        long target;
        lock (_gate)
        {
            target = _wanted;
            if (target <= _committed)
            {
                _committing = false;
                return false;
            }
        }

        await State.Log.CommitAsync(target, Level).ConfigureAwait(false);
        Volatile.Write(ref _committed, target);
        RunWaiting(target);
        return true;
    }

    private void RunWaiting(long safe)
    {
        while (true)
        {
            Action then;
            lock (_gate)
            {
                if (!_waiting.TryPeek(out var next) || next.Position > safe)
                {
                    return;
                }

                then = _waiting.Dequeue().Then;
            }

            then();
        }
    }

    private async Task<StoreContent> LoadAsync(CancellationToken ct)
    {
        var state = new StoreState(_options, _frames, _log);
        var log = new RecordLog(_store.Files ?? LogDirectory.At(_store.Directory), state, _store.Log with { TimeProvider = _options.TimeProvider });
        state.Log = log;
        await log.OpenAsync(ct).ConfigureAwait(false);
        _committed = log.LastPosition;
        try
        {
            bool isSameClient = state.ClientId == _options.ClientId;
            List<StoredMessage> messages = state.Messages();
            foreach (StoredMessage message in messages)
            {
                await RestoreAsync(state, message, isSameClient, ct).ConfigureAwait(false);
            }

            if (!isSameClient)
            {
                foreach (ushort id in state.Inbound())
                {
                    state.RemoveInbound(id);
                }

                state.SetClient(_options.ClientId!);
            }

            _log.StoreOpened(messages.Count);
            state.Recovered = Commit;
            _state = state;
            Commit();
            return new StoreContent(messages.FindAll(static message => message.Frame is not null), state.Inbound());
        }
        catch
        {
            await log.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task RestoreAsync(StoreState state, StoredMessage message, bool isSameClient, CancellationToken ct)
    {
        PublishFrame frame = message.Frame!;
        if (message.Message.HasBlob)
        {
            try
            {
                ReadOnlyMemory<byte> content = await state.Log.ReadBlobAsync(message.Message.Blob, ct).ConfigureAwait(false);
                frame.Restore(content.Span, message.BlobTopic, message.BlobProperties);
            }
            catch (LogBlobException e)
            {
                _log.StoreProblem($"A message is lost: {e.Message}");
                message.Frame = null;
                frame.Return();
                state.Remove(message);
                return;
            }
        }

        frame.Stored = message;
        if (!isSameClient && message.Progress.Place != FramePlace.Queued)
        {
            // Packet identifiers of another client mean nothing to the broker.
            state.Change(message, new DeliveryProgress(FramePlace.Queued, 0, ReasonCode.Success));
        }
    }
}
