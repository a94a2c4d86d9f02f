using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Tasks.Sources;
using Topiary.Protocol;

namespace Topiary.Client;

/// <summary>
/// One outgoing message under construction, in a pooled buffer: the topic first, then properties, then the payload, which is written
/// through <see cref="IBufferWriter{T}"/>. It is the in-flight record too: nothing is allocated for a message in the steady state.
/// </summary>
/// <remarks>
/// Threading: used by one thread at a time until it is given to <see cref="MqttClient.PublishAsync(PublishFrame, CancellationToken)"/> or
/// <see cref="Return"/>; not at all after that, since it may be in use for another message.
/// </remarks>
public sealed class PublishFrame : IBufferWriter<byte>, IValueTaskSource<MqttPublishResult>
{
    internal const long NotQueued = -1;

    private const int SmallestBuffer = 256;

    private readonly FramePool _pool;
    private byte[] _buffer = [];
    private int _topicEnd;
    private int _propertiesEnd;
    private int _end;
    private uint _written;
    private int _holders;
    private ManualResetValueTaskSourceCore<MqttPublishResult> _completion = new() { RunContinuationsAsynchronously = true };

    internal PublishFrame(FramePool pool) => _pool = pool;

    /// <summary>Quality of service; <see cref="QoS.AtMostOnce"/> in a new frame.</summary>
    public QoS QoS { get; set; }

    /// <summary>Whether the broker keeps the message.</summary>
    public bool Retain { get; set; }

    /// <summary>Life time in seconds; 0: the message never expires.</summary>
    public uint ExpirySeconds { get; set; }

    /// <summary>The topic as far as it is written, in UTF-8.</summary>
    public ReadOnlySpan<byte> Topic => _buffer.AsSpan(0, _topicEnd);

    /// <summary>Number of payload bytes written.</summary>
    public int PayloadLength => _end - _propertiesEnd;

    /// <summary>Bytes of topic, properties and payload.</summary>
    internal int Length => _end;

    internal ReadOnlyMemory<byte> TopicMemory => _buffer.AsMemory(0, _topicEnd);

    internal ReadOnlyMemory<byte> Properties => _buffer.AsMemory(_topicEnd, _propertiesEnd - _topicEnd);

    /// <summary>The payload as far as it is written; valid until the frame is published or returned.</summary>
    public ReadOnlyMemory<byte> Payload => _buffer.AsMemory(_propertiesEnd, _end - _propertiesEnd);

    /// <summary>Topic, properties and payload, one after the other.</summary>
    internal ReadOnlySpan<byte> Content => _buffer.AsSpan(0, _end);

    internal int Capacity => _buffer.Length;

    internal int PropertyBytes => _propertiesEnd - _topicEnd;

    /// <summary>Whoever wrote the topic has checked it part by part.</summary>
    internal bool HasCheckedTopic { get; set; }

    /// <summary>The pool that it comes from.</summary>
    internal FramePool Pool => _pool;

    // The rest is owned by the session, under its lock.
    internal FramePlace Place { get; set; }

    internal ushort PacketId { get; set; }

    /// <summary>QoS 2: what PUBREC said.</summary>
    internal ReasonCode TakenOver { get; set; }

    internal bool IsAwaited { get; set; }

    /// <summary>It belongs to one connection, and is of no use to the next one.</summary>
    internal bool IsBirth { get; set; }

    internal long Deadline { get; set; }

    /// <summary>What the store knows of it; null without one, and for QoS 0.</summary>
    internal StoredMessage? Stored { get; set; }

    /// <summary>It has a place in the window and waits to be written; see <see cref="InFlightWindow"/>.</summary>
    internal bool IsReserved { get; set; }

    /// <summary>It was sent before, on some connection: it is a duplicate if it is sent again.</summary>
    internal bool WasSent { get; set; }

    /// <summary>Timestamp at which the message was queued.</summary>
    internal long Begun { get; set; } = NotQueued;

    internal FrameLinks PlaceLinks { get; } = new();

    internal FrameLinks DeadlineLinks { get; } = new();

    internal CancellationTokenRegistration Cancellation { get; set; }

    /// <summary>A frame that belongs to no client: to see what would be published.</summary>
    /// <returns>An empty frame.</returns>
    public static PublishFrame Create() => new(new FramePool());

    /// <summary>Appends to the topic. Properties and payload come after it.</summary>
    /// <param name="utf8">UTF-8 bytes.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AppendTopic(ReadOnlySpan<byte> utf8)
    {
        utf8.CopyTo(GetTopicSpan(utf8.Length));
        _topicEnd = _propertiesEnd = _end += utf8.Length;
    }

    /// <summary>Room for more of the topic; <see cref="AdvanceTopic"/> says how much of it was used.</summary>
    /// <param name="sizeHint">Bytes needed at least.</param>
    /// <returns>Room for at least <paramref name="sizeHint"/> bytes.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> GetTopicSpan(int sizeHint)
    {
        if (_end != _topicEnd)
        {
            ThrowBehind("The topic");
        }

        return GetSpan(sizeHint);
    }

    /// <summary>Takes bytes written into <see cref="GetTopicSpan"/> into the topic.</summary>
    /// <param name="count">How many.</param>
    public void AdvanceTopic(int count)
    {
        if (_end != _topicEnd)
        {
            ThrowBehind("The topic");
        }

        Advance(count);
        _topicEnd = _propertiesEnd = _end;
    }

    /// <summary>Says whether the payload is UTF-8 text (MQTT 5.0). After the topic, before the payload, once.</summary>
    /// <param name="isText">True for text, false for bytes.</param>
    public void SetPayloadFormatIndicator(bool isText)
        => AdvanceProperties(PropertyBlock.WritePayloadFormatIndicator(GetPropertySpan(PropertyBlock.PayloadFormatIndicatorSize, 1), isText));

    /// <summary>Sets the content type (MQTT 5.0). After the topic, before the payload, once.</summary>
    /// <param name="utf8">UTF-8 of the value.</param>
    public void SetContentType(ReadOnlySpan<byte> utf8)
        => AdvanceProperties(PropertyBlock.WriteContentType(GetPropertySpan(PropertyBlock.GetSize(utf8.Length), 2), utf8));

    /// <summary>Sets the content type.</summary>
    /// <param name="property">The property as <see cref="PropertyBlock.WriteContentType"/> writes it.</param>
    internal void SetEncodedContentType(ReadOnlySpan<byte> property)
    {
        property.CopyTo(GetPropertySpan(property.Length, 2));
        _propertiesEnd = _end += property.Length;
    }

    /// <summary>Sets the topic for the answer (MQTT 5.0). After the topic, before the payload, once.</summary>
    /// <param name="utf8">UTF-8 of a topic name.</param>
    public void SetResponseTopic(ReadOnlySpan<byte> utf8)
        => AdvanceProperties(PropertyBlock.WriteResponseTopic(GetPropertySpan(PropertyBlock.GetSize(utf8.Length), 4), utf8));

    /// <summary>Sets the correlation data (MQTT 5.0). After the topic, before the payload, once.</summary>
    /// <param name="data">At most 65,535 bytes.</param>
    public void SetCorrelationData(ReadOnlySpan<byte> data)
        => AdvanceProperties(PropertyBlock.WriteCorrelationData(GetPropertySpan(PropertyBlock.GetSize(data.Length), 8), data));

    /// <summary>Adds a user property (MQTT 5.0). After the topic, before the payload.</summary>
    /// <param name="name">Name.</param>
    /// <param name="value">Value.</param>
    public void AddUserProperty(string name, string value)
    {
        int size = PropertyBlock.GetUserPropertySize(MqttText.GetByteCount(name), MqttText.GetByteCount(value));
        AdvanceProperties(PropertyBlock.WriteUserProperty(GetPropertySpan(size, 0), name, value));
    }

    /// <inheritdoc/>
    public void Advance(int count)
    {
        if ((uint)count > (uint)(_buffer.Length - _end))
        {
            ThrowTooMany(count);
        }

        _end += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsMemory(_end);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsSpan(_end);
    }

    /// <summary>Another frame with the same message.</summary>
    /// <returns>The copy, to be published or given back.</returns>
    public PublishFrame Copy()
    {
        PublishFrame copy = _pool.Rent();
        _buffer.AsSpan(0, _end).CopyTo(copy.GetSpan(_end));
        (copy._topicEnd, copy._propertiesEnd, copy._end, copy._written) = (_topicEnd, _propertiesEnd, _end, _written);
        (copy.QoS, copy.Retain, copy.ExpirySeconds) = (QoS, Retain, ExpirySeconds);
        return copy;
    }

    /// <summary>Gives the frame back unsent.</summary>
    public void Return() => _pool.Return(this);

    /// <summary>The topic as text, for messages to people.</summary>
    internal string TopicText() => Encoding.UTF8.GetString(Topic);

    /// <summary>Makes the frame ready to be held by the session alone, or by the session and its awaiting caller.</summary>
    internal ValueTask<MqttPublishResult> Begin(bool awaited)
    {
        IsAwaited = awaited;
        _holders = awaited ? 2 : 1;
        return awaited ? new ValueTask<MqttPublishResult>(this, _completion.Version) : new ValueTask<MqttPublishResult>(new MqttPublishResult(ReasonCode.Success));
    }

    /// <summary>Makes the frame ready to be held by the session alone.</summary>
    internal void BeginUnawaited() => (IsAwaited, _holders) = (false, 1);

    internal void Complete(MqttPublishResult result) => _completion.SetResult(result);

    internal void Fail(Exception exception) => _completion.SetException(exception);

    /// <summary>The session or the caller needs the frame no longer; the second of the two recycles it.</summary>
    internal void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            _pool.Return(this);
        }
    }

    /// <summary>Fills an empty frame with the content of another one.</summary>
    internal void Restore(ReadOnlySpan<byte> content, int topicLength, int propertiesLength)
    {
        content.CopyTo(GetSpan(content.Length));
        (_topicEnd, _propertiesEnd, _end) = (topicLength, topicLength + propertiesLength, content.Length);
    }

    /// <summary>Empties a frame that no session has held. A buffer above the limit is given up.</summary>
    internal void ResetContent(int largestBuffer)
    {
        if (_buffer.Length > largestBuffer)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }

        (_topicEnd, _propertiesEnd, _end, _written) = (0, 0, 0, 0);
        (QoS, Retain, ExpirySeconds, HasCheckedTopic) = (QoS.AtMostOnce, false, 0, false);
    }

    /// <summary>Empties the frame. A buffer above the limit is given up.</summary>
    internal void Reset(int largestBuffer)
    {
        ResetContent(largestBuffer);
        (Place, PacketId, IsAwaited, IsBirth, Deadline, Begun, TakenOver) = (FramePlace.None, 0, false, false, 0, NotQueued, ReasonCode.Success);
        (Stored, IsReserved, WasSent) = (null, false, false);
        Cancellation = default;
        _completion.Reset();
    }

    MqttPublishResult IValueTaskSource<MqttPublishResult>.GetResult(short token)
    {
        // A wrong token throws here, before anything is given up.
        ValueTaskSourceStatus status = _completion.GetStatus(token);
        if (status == ValueTaskSourceStatus.Pending)
        {
            throw new InvalidOperationException("The publish has not completed; await it, or turn it into a task with AsTask().");
        }

        try
        {
            return _completion.GetResult(token);
        }
        finally
        {
            Cancellation.Dispose();
            Release();
        }
    }

    ValueTaskSourceStatus IValueTaskSource<MqttPublishResult>.GetStatus(short token) => _completion.GetStatus(token);

    void IValueTaskSource<MqttPublishResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => _completion.OnCompleted(continuation, state, token, flags);

    private Span<byte> GetPropertySpan(int size, uint bit)
    {
        if (_end != _propertiesEnd)
        {
            ThrowBehind("Properties");
        }

        if ((_written & bit) != 0)
        {
            throw new InvalidOperationException("The property has been set already.");
        }

        _written |= bit;
        return GetSpan(size);
    }

    private void AdvanceProperties(int count)
    {
        Advance(count);
        _propertiesEnd = _end;
    }

    private static void ThrowBehind(string what) => throw new InvalidOperationException($"{what} cannot be written any more: the order is topic, properties, payload.");

    private static void ThrowTooMany(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        throw new ArgumentOutOfRangeException(nameof(count), count, "More bytes than the last GetSpan or GetMemory gave room for.");
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Reserve(int sizeHint)
    {
        // A negative size is found by the slow way.
        if ((uint)(sizeHint - 1) >= (uint)(_buffer.Length - _end))
        {
            ReserveSlowly(sizeHint);
        }
    }

    private void ReserveSlowly(int sizeHint)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeHint);
        if (_buffer.Length - _end < Math.Max(sizeHint, 1))
        {
            Grow(sizeHint);
        }
    }

    private void Grow(int sizeHint)
    {
        long wanted = Math.Max((long)_end + Math.Max(sizeHint, 1), Math.Max(SmallestBuffer, Math.Min(Array.MaxLength, 2L * _buffer.Length)));
        byte[] larger = ArrayPool<byte>.Shared.Rent(checked((int)wanted));
        _buffer.AsSpan(0, _end).CopyTo(larger);
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _buffer = larger;
    }
}
