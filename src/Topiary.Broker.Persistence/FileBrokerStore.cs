using Microsoft.Extensions.Logging;
using Topiary.Storage;

namespace Topiary.Broker.Persistence;

/// <summary>
/// Keeps what outlives a broker in one log on disk: a record a change, one a message however many sessions wait for it. What is true is also in an
/// index in memory, which shares the messages with the broker.
/// </summary>
/// <remarks>
/// Threading: any thread. One short lock, under which the record is appended and the index changes, so that the order of the records is that of the
/// changes. Compaction takes it anew for each record that it moves.
/// </remarks>
public sealed class FileBrokerStore : IBrokerStore
{
    private readonly Lock _gate = new();
    private readonly LogDirectory _directory;
    private readonly FileStoreOptions _options;
    private readonly StoreIndex _index;
    private readonly RecordReplay _replay;
    // What is not read yet cannot be written anew: compaction waits for it, on a thread of its own.
    private readonly ManualResetEventSlim _isRead = new();
    private Log _logger = null!;
    private RecordLog _log = null!;
    private Journal _journal = null!;
    private StoreChanges _changes = null!;
    private RecordCompaction _compaction = null!;
    private StoreClock _clock = null!;
    private HoldMeter _holds = null!;
    private StoreLogOwner _owner = null!;

    /// <summary>Creates one; <see cref="OpenAsync"/> opens it.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="options">Sizes and times.</param>
    public FileBrokerStore(string directory, FileStoreOptions? options = null)
        : this(LogDirectory.At(directory), options ?? new FileStoreOptions())
    {
    }

    internal FileBrokerStore(LogDirectory directory, FileStoreOptions options)
    {
        _directory = directory;
        _options = options;
        _index = new StoreIndex(entry => _log.MarkDead(entry));
        _replay = new RecordReplay(_index, entry => _log.MarkDead(entry));
    }

    /// <inheritdoc/>
    public ReasonCode? Refusal => _log.State is LogState.Failed or LogState.Closed ? ReasonCode.UnspecifiedError
        : _log.Accepts ? null : ReasonCode.QuotaExceeded;

    /// <inheritdoc/>
    public long Position => _log.LastPosition;

    internal RecordLog RecordLog => _log;

    internal RecordCompaction Compaction => _compaction;

    /// <summary>Whether the calling thread holds the lock of the store.</summary>
    internal bool IsLockedHere => _gate.IsHeldByCurrentThread;

    /// <inheritdoc/>
    public async ValueTask<StoredState> OpenAsync(StoreContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        _logger = new Log(context.Loggers.CreateLogger<FileBrokerStore>());
        _owner = new StoreLogOwner(this, _replay, _directory.Path, _logger);
        _log = new RecordLog(_directory, _owner, _options.ToLogOptions(context.TimeProvider));
        _journal = new Journal(_log, _logger);
        _clock = new StoreClock(context.TimeProvider);
        _changes = new StoreChanges(_index, _journal, _log, _clock);
        _compaction = new RecordCompaction(_index, _journal, _log, _clock);
        _holds = new HoldMeter(context.TimeProvider);
        try
        {
            await _log.OpenAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"The data directory cannot be used: {e.Message}", e);
        }

        lock (_gate)
        {
            int orphans = _replay.Finish();
            if (orphans > 0)
            {
                _logger.Orphans(orphans);
            }

            Downtime.Count(_replay, _index, _journal, _clock, _options.MaximumDowntime, _logger);
        }

        try
        {
            await StateBuilder.ReadBlobsAsync(_index, _log, _logger, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _isRead.Set();
        }

        lock (_gate)
        {
            return StateBuilder.Build(_index);
        }
    }

    /// <inheritdoc/>
    public void SetSession(SessionRecord session)
    {
        ArgumentNullException.ThrowIfNull(session);
        lock (_gate)
        {
            _changes.SetSession(session);
        }
    }

    /// <inheritdoc/>
    public void RemoveSession(long session)
    {
        lock (_gate)
        {
            _changes.RemoveOwner(session, RecordType.SessionEnd);
        }
    }

    /// <inheritdoc/>
    public void SetSubscription(long session, in SubscriptionRecord subscription)
    {
        lock (_gate)
        {
            _changes.SetSubscription(session, subscription);
        }
    }

    /// <inheritdoc/>
    public void RemoveSubscription(long session, string filter)
    {
        lock (_gate)
        {
            _changes.RemoveSubscription(session, filter);
        }
    }

    /// <inheritdoc/>
    public void SetGroup(long group, string filter)
    {
        lock (_gate)
        {
            _changes.SetGroup(group, filter);
        }
    }

    /// <inheritdoc/>
    public void RemoveGroup(long group)
    {
        lock (_gate)
        {
            _changes.RemoveOwner(group, RecordType.GroupEnd);
        }
    }

    /// <inheritdoc/>
    public void Publish(in PublishRecord publish)
    {
        lock (_gate)
        {
            _changes.Publish(publish);
        }
    }

    /// <inheritdoc/>
    public void RemoveRetained(StoredMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        lock (_gate)
        {
            _changes.RemoveRetained(message);
        }
    }

    /// <inheritdoc/>
    public void AddDelivery(StoredMessage? message, in DeliveryRecord delivery)
    {
        lock (_gate)
        {
            _changes.AddDelivery(message, delivery);
        }
    }

    /// <inheritdoc/>
    public void SetDelivery(DeliveryKey key, DeliveryState state, ushort packetId)
    {
        lock (_gate)
        {
            _changes.SetDelivery(key, state, packetId);
        }
    }

    /// <inheritdoc/>
    public void MoveDelivery(DeliveryKey from, in DeliveryRecord to)
    {
        lock (_gate)
        {
            _changes.MoveDelivery(from, to);
        }
    }

    /// <inheritdoc/>
    public void RemoveDelivery(DeliveryKey key)
    {
        lock (_gate)
        {
            _changes.RemoveDelivery(key);
        }
    }

    /// <inheritdoc/>
    public void RemoveInbound(long session, ushort packetId)
    {
        lock (_gate)
        {
            _changes.RemoveInbound(session, packetId);
        }
    }

    /// <inheritdoc/>
    public ValueTask CommitAsync(long position, DurabilityLevel level)
    {
        if (level == DurabilityLevel.Memory)
        {
            return default;
        }

        return _log.CommitAsync(position, level == DurabilityLevel.Process ? LogDurability.Process : LogDurability.Disk);
    }

    /// <inheritdoc/>
    public StoreStatistics GetStatistics()
    {
        LogStatistics log = _log.GetStatistics();
        return new StoreStatistics
        {
            Refusal = Refusal,
            Failures = log.Failures,
            Damages = _owner.Damages,
            Records = log.Records,
            BytesWritten = log.BytesWritten,
            Syncs = log.Syncs,
            BytesStored = log.TotalBytes,
            BytesWaiting = log.BufferedBytes,
            SegmentsCompacted = log.SegmentsCompacted,
            LongestCompactionHold = _holds.Longest,
            LongestWriterHold = log.LongestHold,
        };
    }

    /// <summary>Writes what is left and gives the directory free.</summary>
    /// <returns>Completes when that is done.</returns>
    public async ValueTask DisposeAsync()
    {
        if (_isRead.IsSet && _log.State != LogState.Closed)
        {
            lock (_gate)
            {
                _journal.WriteTime(_clock);
            }
        }

        _isRead.Set();
        if (_log is not null)
        {
            await _log.DisposeAsync().ConfigureAwait(false);
        }

        _isRead.Dispose();
    }

    // Once for each record, so that whoever publishes waits for one of them at most.
    internal void Compact(in LogRecord record)
    {
        _isRead.Wait();
        lock (_gate)
        {
            using HoldMeter.Hold hold = _holds.Begin();
            try
            {
                _compaction.Move(record);
            }
            catch (RecordFormatException e)
            {
                // It was left out when the store was opened.
                _logger.CompactionFailed(e, record.Entry.Position);
            }
        }
    }
}
