using Microsoft.Extensions.Logging;
using Topiary.Storage;

namespace Topiary.Broker.Persistence;

/// <summary>
/// Keeps what outlives a broker in one log on disk: a record a change, one a message however many sessions wait for it. What is true is also in an
/// index in memory, which shares the messages with the broker.
/// </summary>
/// <remarks>
/// Threading: any thread. One short lock, under which the record is appended and the index changes, so that the order of the records is that of the
/// changes; the record goes first, as the log may delete what the index marks dead.
/// </remarks>
public sealed class FileBrokerStore : IBrokerStore
{
    private readonly Lock _gate = new();
    private readonly LogDirectory _directory;
    private readonly FileStoreOptions _options;
    private readonly StoreIndex _index;
    private readonly RecordReplay _replay;
    private readonly List<DeliveryRecord> _deliveries = [];

    // What is not read yet cannot be written anew: compaction waits for it, on a thread of its own.
    private readonly ManualResetEventSlim _isRead = new();
    private StoreClock _clock = null!;
    private Log _logger = null!;
    private RecordLog _log = null!;
    private Journal _journal = null!;
    private RecordCompaction _compaction = null!;
    private long _damages;

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
    public ReasonCode? Refusal => _journal.IsBroken || _log.State is LogState.Failed or LogState.Closed ? ReasonCode.UnspecifiedError
        : _log.Accepts ? null : ReasonCode.QuotaExceeded;

    /// <inheritdoc/>
    public long Position => _log.LastPosition;

    internal RecordLog RecordLog => _log;

    /// <inheritdoc/>
    public async ValueTask<StoredState> OpenAsync(StoreContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        _clock = new StoreClock(context.TimeProvider);
        _logger = new Log(context.Loggers.CreateLogger<FileBrokerStore>());
        _log = new RecordLog(_directory, new StoreLogOwner(this), ToLogOptions(context.TimeProvider));
        _journal = new Journal(_log, _logger);
        _compaction = new RecordCompaction(_index, _journal, _log);
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

            AdjustTimes();
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
            _journal.WriteTime(_clock.UtcNow);
            _index.SetOwner(session.Number, _journal.WriteSession(session)).Session = session;
        }
    }

    /// <inheritdoc/>
    public void RemoveSession(long session) => RemoveOwner(session, RecordType.SessionEnd);

    /// <inheritdoc/>
    public void SetSubscription(long session, in SubscriptionRecord subscription)
    {
        lock (_gate)
        {
            if (_index.Find(session) is { } owner)
            {
                _index.SetSubscription(owner, subscription, _journal.WriteSubscription(session, subscription));
            }
        }
    }

    /// <inheritdoc/>
    public void RemoveSubscription(long session, string filter)
    {
        lock (_gate)
        {
            if (_index.Find(session) is { } owner && owner.Subscriptions.ContainsKey(filter))
            {
                _journal.Body.Clear();
                SubscriptionFields.WriteKey(_journal.Body, session, filter);
                _journal.AppendChange(RecordType.SubscriptionEnd);
                _index.RemoveSubscription(owner, filter);
            }
        }
    }

    /// <inheritdoc/>
    public void SetGroup(long group, string filter)
    {
        lock (_gate)
        {
            _index.SetOwner(group, _journal.WriteGroup(group, filter)).GroupFilter = filter;
        }
    }

    /// <inheritdoc/>
    public void RemoveGroup(long group) => RemoveOwner(group, RecordType.GroupEnd);

    /// <inheritdoc/>
    public void Publish(in PublishRecord publish)
    {
        lock (_gate)
        {
            _journal.WriteTime(_clock.UtcNow);
            _deliveries.Clear();
            foreach (DeliveryRecord delivery in publish.Deliveries)
            {
                // One whose session has ended meanwhile is of no interest.
                if (_index.Find(delivery.Key.Owner) is not null)
                {
                    _deliveries.Add(delivery);
                }
            }

            OwnerEntry? inbound = _index.Find(publish.InboundSession);
            OwnerEntry? willOf = _index.Find(publish.WillOf);
            if (publish.Message is { } message && (publish.IsRetained || _deliveries.Count > 0))
            {
                WriteMessage(message, publish.IsRetained, inbound, publish.InboundPacketId, willOf);
                return;
            }

            if (inbound is not null)
            {
                LogEntry entry = _journal.WriteInbound(inbound.Number, publish.InboundPacketId);
                _index.SetInbound(inbound, publish.InboundPacketId, new InboundEntry(entry, IsOwn: true));
            }

            if (willOf is { Session: { } session })
            {
                session = session with { Will = null };
                _index.SetOwner(session.Number, _journal.WriteSession(session)).Session = session;
            }
        }
    }

    /// <inheritdoc/>
    public void RemoveRetained(StoredMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        lock (_gate)
        {
            if (message.StoreState is MessageEntry { IsRetained: true } known)
            {
                _journal.WriteNumber(RecordType.RetainedEnd, known.Number);
                _index.RemoveRetained(known);
            }
        }
    }

    /// <inheritdoc/>
    public void AddDelivery(StoredMessage? message, in DeliveryRecord delivery)
    {
        lock (_gate)
        {
            if (_index.Find(delivery.Key.Owner) is not { } owner)
            {
                return;
            }

            if (message is null)
            {
                _index.SetDelivery(owner, delivery, null, _journal.WriteDelivery(0, delivery));
            }
            else if (message.StoreState is MessageEntry known)
            {
                _log.MarkDead(_journal.WriteDelivery(known.Number, delivery));
                _index.SetDelivery(owner, delivery, known, default);
            }
            else
            {
                // Nobody else needs it any more, so that it was forgotten.
                _deliveries.Clear();
                _deliveries.Add(delivery);
                WriteMessage(message, isRetained: false, null, 0, null);
            }
        }
    }

    /// <inheritdoc/>
    public void SetDelivery(DeliveryKey key, DeliveryState state, ushort packetId)
    {
        lock (_gate)
        {
            if (_index.Find(key.Owner) is not { } owner || !owner.Deliveries.TryGetValue(key.Sequence, out DeliveryEntry? delivery))
            {
                return;
            }

            DeliveryRecord record = delivery.Record with { State = state, PacketId = packetId };
            if (state == DeliveryState.Released)
            {
                _index.SetDelivery(owner, record, null, _journal.WriteDelivery(0, record));
                return;
            }

            delivery.Record = record;
            _journal.Body.Clear();
            DeliverySentFields.Write(_journal.Body, key, packetId);
            _journal.AppendChange(RecordType.DeliverySent);
        }
    }

    /// <inheritdoc/>
    public void MoveDelivery(DeliveryKey from, in DeliveryRecord to)
    {
        lock (_gate)
        {
            if (_index.Find(to.Key.Owner) is not { } owner)
            {
                return;
            }

            if (_index.Find(from)?.Message is not { } message)
            {
                // The shared subscription has ended: the packet identifier is all that can be kept.
                DeliveryRecord released = to with { State = DeliveryState.Released };
                _index.SetDelivery(owner, released, null, _journal.WriteDelivery(0, released));
                return;
            }

            _journal.Body.Clear();
            DeliveryMoveFields.Write(_journal.Body, from, to);
            _journal.AppendChange(RecordType.DeliveryMove);
            _index.SetDelivery(owner, to, message, default);
            _index.RemoveDelivery(from);
        }
    }

    /// <inheritdoc/>
    public void RemoveDelivery(DeliveryKey key)
    {
        lock (_gate)
        {
            if (_index.Find(key) is not null)
            {
                _journal.Body.Clear();
                DeliveryEndFields.Write(_journal.Body, key);
                _journal.AppendChange(RecordType.DeliveryEnd);
                _index.RemoveDelivery(key);
            }
        }
    }

    /// <inheritdoc/>
    public void RemoveInbound(long session, ushort packetId)
    {
        lock (_gate)
        {
            if (_index.Find(session) is { } owner && owner.Inbound.ContainsKey(packetId))
            {
                _journal.Body.Clear();
                InboundFields.Write(_journal.Body, session, packetId);
                _journal.AppendChange(RecordType.InboundEnd);
                _index.RemoveInbound(owner, packetId);
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask CommitAsync(long position, DurabilityLevel level)
    {
        if (level == DurabilityLevel.Memory)
        {
            return default;
        }

        return _journal.IsBroken
            ? ValueTask.FromException(new IOException("A change could not be written; nothing is promised before the next start."))
            : _log.CommitAsync(position, level == DurabilityLevel.Process ? LogDurability.Process : LogDurability.Disk);
    }

    /// <inheritdoc/>
    public StoreStatistics GetStatistics()
    {
        LogStatistics log = _log.GetStatistics();
        return new StoreStatistics
        {
            Refusal = Refusal,
            Failures = log.Failures,
            Damages = Interlocked.Read(ref _damages),
            Records = log.Records,
            BytesWritten = log.BytesWritten,
            Syncs = log.Syncs,
            BytesStored = log.TotalBytes,
        };
    }

    /// <summary>Writes what is left and gives the directory free.</summary>
    /// <returns>Completes when that is done.</returns>
    public async ValueTask DisposeAsync()
    {
        _isRead.Set();
        if (_log is not null)
        {
            await _log.DisposeAsync().ConfigureAwait(false);
        }

        _isRead.Dispose();
    }

    internal void Replay(in LogRecord record)
    {
        try
        {
            _replay.Apply(record);
        }
        catch (Exception e) when (e is RecordFormatException or ArgumentException)
        {
            Interlocked.Increment(ref _damages);
            _logger.BadRecord(record.Entry.Position, record.Type, e.Message);
        }
    }

    internal void Compact(in LogRecord record)
    {
        _isRead.Wait();
        lock (_gate)
        {
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

    internal void Report(LogProblem problem)
    {
        Interlocked.Increment(ref _damages);
        _logger.Damage(_directory.Path, problem.Kind, problem.File, problem.Offset, problem.Bytes, problem.Message);
    }

    internal void Report(LogState state, Exception? error)
    {
        if (state is LogState.Full or LogState.Failed or LogState.LowSpace)
        {
            _logger.Failing(error, _directory.Path, state);
        }
        else
        {
            _logger.Changed(_directory.Path, state);
        }
    }

    private void RemoveOwner(long number, RecordType type)
    {
        lock (_gate)
        {
            if (_index.Find(number) is { } owner)
            {
                _journal.WriteNumber(type, number);
                _index.RemoveOwner(owner);
            }
        }
    }

    // The message goes to the deliveries that have been gathered.
    private void WriteMessage(StoredMessage message, bool isRetained, OwnerEntry? inbound, ushort packetId, OwnerEntry? willOf)
    {
        long number = _index.LastMessage + 1;
        var recipients = new List<LogEntry>();
        LogEntry entry = _journal.WriteMessage(
            number, message, isRetained, _deliveries, recipients, new InboundFields(inbound?.Number ?? 0, packetId), willOf?.Number ?? 0);
        MessageEntry known = _index.SetMessage(number, message.Topic, entry);
        known.Recipients.AddRange(recipients);
        known.Message = message;
        message.StoreState = known;
        foreach (DeliveryRecord delivery in _deliveries)
        {
            _index.SetDelivery(_index.Find(delivery.Key.Owner)!, delivery, known, default);
        }

        if (isRetained)
        {
            _index.SetRetained(known);
        }

        if (inbound is not null)
        {
            _index.SetInbound(inbound, packetId, new InboundEntry(entry, IsOwn: false));
        }

        if (willOf is { Session: { } session })
        {
            willOf.Session = session with { Will = null };
        }
    }

    // How much of the time since the last record counts; the rest was a jump of the clock, with which every time that was written moves.
    private void AdjustTimes()
    {
        DateTimeOffset now = _clock.UtcNow;
        if (_replay.LastTime is { } last)
        {
            TimeSpan passed = now - last;
            TimeSpan counted = passed < TimeSpan.Zero ? TimeSpan.Zero : passed > _options.MaximumDowntime ? _options.MaximumDowntime : passed;

            // Clocks are set right by a little all the time.
            if (passed < TimeSpan.FromSeconds(-5) || passed > counted)
            {
                long shift = (long)(passed - counted).TotalMilliseconds;
                _logger.ClockJumped(TimeSpan.FromMilliseconds(shift));
                _journal.WriteNumber(RecordType.TimeShift, shift);
                RecordReplay.Shift(_index, TimeSpan.FromMilliseconds(shift));
            }
        }

        _journal.WriteTime(now);
    }

    private RecordLogOptions ToLogOptions(TimeProvider time) => new()
    {
        BlobThreshold = FileStoreOptions.BlobThreshold,
        SegmentBytes = _options.SegmentBytes,
        CommitDelay = _options.CommitDelay,
        CommitBytes = _options.CommitBytes,
        MinimumCompactionBytes = _options.MinimumCompactionBytes,
        MaximumBufferedBytes = _options.MaximumBufferedBytes,
        MinimumFreeBytes = _options.MinimumFreeBytes,
        ProbeInterval = _options.ProbeInterval,
        TimeProvider = time,
    };
}
