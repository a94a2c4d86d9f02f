using System.Buffers.Binary;
using Microsoft.Extensions.Logging;
using Topiary.Storage;

namespace Topiary.Client;

/// <summary>What a client's log says: the messages that are not delivered, and the QoS 2 identifiers that were received. It also answers the log.</summary>
/// <remarks>Threading: one lock, held while something changes and its record is appended, so that both have one order.</remarks>
internal sealed class StoreState(MqttClientOptions options, FramePool frames, ILogger log) : ILogOwner
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, StoredMessage> _messages = [];
    private readonly Dictionary<ushort, LogEntry> _inbound = [];
    private (LogEntry Entry, string Id) _client = (default, "");
    private long _lastSequence;

    /// <summary>The log; set before it is opened.</summary>
    public RecordLog Log { get; set; } = null!;

    /// <summary>The client that wrote the log last; empty when there is none.</summary>
    public string ClientId => _client.Id;

    /// <summary>Called when the log works again after an error.</summary>
    public Action? Recovered { get; set; }

    public StoredMessage Add(PublishFrame frame, in DeliveryProgress progress)
    {
        Span<byte> head = stackalloc byte[StoreRecords.MessageLength];
        lock (_gate)
        {
            long sequence = _lastSequence + 1;
            StoreRecords.WriteMessage(head, sequence, progress, frame, options.TimeProvider.GetUtcNow());
            LogEntry entry = Log.Append(StoreRecords.Message, head, frame.Content, frame.PayloadLength);
            var message = new StoredMessage(sequence)
            {
                Message = entry,
                Progress = progress,
                Frame = frame,
                AcceptedAt = entry.Position,
                Required = entry.Position,
            };
            _lastSequence = sequence;
            _messages.Add(sequence, message);
            return message;
        }
    }

    public void Change(StoredMessage message, in DeliveryProgress progress)
    {
        lock (_gate)
        {
            LogEntry entry = AppendChange(message.Sequence, progress);
            Forget(message.Change);
            (message.Change, message.Progress, message.Required) = (entry, progress, entry.Position);
        }
    }

    public void Remove(StoredMessage message)
    {
        Span<byte> body = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(body, message.Sequence);
        lock (_gate)
        {
            Log.MarkDead(Log.Append(StoreRecords.Removed, body));
            Drop(message);
        }
    }

    public void AddInbound(ushort id)
    {
        lock (_gate)
        {
            LogEntry entry = AppendId(StoreRecords.InboundAdded, id);
            DropInbound(id);
            _inbound[id] = entry;
        }
    }

    public void RemoveInbound(ushort id)
    {
        lock (_gate)
        {
            if (_inbound.ContainsKey(id))
            {
                Log.MarkDead(AppendId(StoreRecords.InboundRemoved, id));
                DropInbound(id);
            }
        }
    }

    /// <summary>The identifiers of received QoS 2 messages that are not released.</summary>
    public ushort[] Inbound()
    {
        lock (_gate)
        {
            return [.. _inbound.Keys];
        }
    }

    /// <summary>The messages in the order in which they were accepted.</summary>
    public List<StoredMessage> Messages()
    {
        lock (_gate)
        {
            return [.. _messages.Values.OrderBy(static message => message.Sequence)];
        }
    }

    public void SetClient(string clientId)
    {
        lock (_gate)
        {
            LogEntry entry = Log.Append(StoreRecords.Client, System.Text.Encoding.UTF8.GetBytes(clientId));
            Forget(_client.Entry);
            _client = (entry, clientId);
        }
    }

    void ILogOwner.OnRecord(in LogRecord record)
    {
        switch (record.Type)
        {
            case StoreRecords.Message:
                Load(record);
                return;
            case StoreRecords.Change when _messages.TryGetValue(StoreRecords.ReadSequence(record.Body), out StoredMessage? changed):
                Forget(changed.Change);
                (changed.Change, changed.Progress) = (record.Entry, StoreRecords.ReadProgress(record.Body));
                return;
            case StoreRecords.Removed when _messages.TryGetValue(StoreRecords.ReadSequence(record.Body), out StoredMessage? removed):
                removed.Frame?.Return();
                Drop(removed);
                break;
            case StoreRecords.InboundAdded:
                DropInbound(IdOf(record));
                _inbound[IdOf(record)] = record.Entry;
                return;
            case StoreRecords.InboundRemoved:
                DropInbound(IdOf(record));
                break;
            case StoreRecords.Client:
                Forget(_client.Entry);
                _client = (record.Entry, System.Text.Encoding.UTF8.GetString(record.Body));
                return;
        }

        // It says that something is gone, or belongs to something that is.
        Log.MarkDead(record.Entry);
    }

    void ILogOwner.OnCompact(in LogRecord record)
    {
        lock (_gate)
        {
            switch (record.Type)
            {
                case StoreRecords.Message when _messages.TryGetValue(StoreRecords.ReadSequence(record.Body), out StoredMessage? message)
                    && message.Message.Position == record.Entry.Position:
                    Move(message, record);
                    break;
                case StoreRecords.Change when _messages.TryGetValue(StoreRecords.ReadSequence(record.Body), out StoredMessage? changed)
                    && changed.Change.Position == record.Entry.Position:
                    changed.Change = AppendChange(changed.Sequence, changed.Progress);
                    Log.MarkDead(record.Entry);
                    break;
                case StoreRecords.InboundAdded when _inbound.TryGetValue(IdOf(record), out LogEntry held) && held.Position == record.Entry.Position:
                    _inbound[IdOf(record)] = AppendId(StoreRecords.InboundAdded, IdOf(record));
                    Log.MarkDead(record.Entry);
                    break;
                case StoreRecords.Client when _client.Entry.Position == record.Entry.Position:
                    _client = (Log.Append(StoreRecords.Client, record.Body), _client.Id);
                    Log.MarkDead(record.Entry);
                    break;
            }
        }
    }

    void ILogOwner.OnProblem(LogProblem problem) => log.StoreProblem(problem.Message);

    void ILogOwner.OnStateChanged(LogState state, Exception? error)
    {
        if (error is not null)
        {
            log.StoreFailed(error.Message);
            return;
        }

        log.StoreRecovered();
        Recovered?.Invoke();
    }

    private static ushort IdOf(in LogRecord record) => BinaryPrimitives.ReadUInt16LittleEndian(record.Body);

    private void Load(in LogRecord record)
    {
        long sequence = StoreRecords.ReadSequence(record.Body);
        if (_messages.TryGetValue(sequence, out StoredMessage? earlier))
        {
            // Compaction had moved it on when the process ended.
            earlier.Frame?.Return();
            Drop(earlier);
        }

        PublishFrame frame = frames.Rent();
        (DateTimeOffset accepted, int topic, int properties) = StoreRecords.ReadMessage(record.Body, frame);
        frame.Begun = BegunOf(accepted);
        if (!record.Entry.HasBlob)
        {
            frame.Restore(record.Body[StoreRecords.MessageLength..], topic, properties);
        }

        _messages[sequence] = new StoredMessage(sequence)
        {
            Message = record.Entry,
            Progress = StoreRecords.ReadProgress(record.Body),
            Frame = frame,
            BlobTopic = topic,
            BlobProperties = properties,
        };
        _lastSequence = Math.Max(_lastSequence, sequence);
    }

    /// <summary>When a message of an earlier run was queued, on the clock of this one. A wall clock that was set back makes it no older than it is.</summary>
    private long BegunOf(DateTimeOffset accepted)
    {
        TimeProvider time = options.TimeProvider;
        double seconds = Math.Max(0, (time.GetUtcNow() - accepted).TotalSeconds);
        long begun = time.GetTimestamp() - (long)(seconds * time.TimestampFrequency);

        // The one value that means "not queued".
        return begun == PublishFrame.NotQueued ? begun - 1 : begun;
    }

    private void Move(StoredMessage message, in LogRecord record)
    {
        Span<byte> head = stackalloc byte[StoreRecords.MessageLength];
        record.Body[..StoreRecords.MessageLength].CopyTo(head);
        StoreRecords.WriteChange(head, message.Sequence, message.Progress);
        message.Message = record.Entry.HasBlob
            ? Log.AppendWithBlob(StoreRecords.Message, head, record.Entry.Blob)
            : Log.Append(StoreRecords.Message, head, record.Body[StoreRecords.MessageLength..], payloadLength: 0);
        Log.MarkDead(record.Entry);
        Forget(message.Change);
        message.Change = default;
    }

    private LogEntry AppendChange(long sequence, in DeliveryProgress progress)
    {
        Span<byte> body = stackalloc byte[StoreRecords.ChangeLength];
        StoreRecords.WriteChange(body, sequence, progress);
        return Log.Append(StoreRecords.Change, body);
    }

    private LogEntry AppendId(byte type, ushort id)
    {
        Span<byte> body = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16LittleEndian(body, id);
        return Log.Append(type, body);
    }

    private void Drop(StoredMessage message)
    {
        _messages.Remove(message.Sequence);
        Log.MarkDead(message.Message);
        Forget(message.Change);
    }

    private void DropInbound(ushort id)
    {
        if (_inbound.Remove(id, out LogEntry entry))
        {
            Log.MarkDead(entry);
        }
    }

    private void Forget(in LogEntry entry)
    {
        if (entry.Position != 0)
        {
            Log.MarkDead(entry);
        }
    }
}
