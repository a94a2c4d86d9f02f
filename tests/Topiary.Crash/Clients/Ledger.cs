using System.Globalization;

namespace Topiary.Crash;

/// <summary>
/// What was sent and acknowledged, in the order in which the clients saw it, and what is wrong. A stream is a topic: it has one publisher and one QoS, and its
/// messages are numbered.
/// </summary>
/// <remarks>Threading: any thread.</remarks>
internal sealed class Ledger
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<SentMessage>> _streams = new(StringComparer.Ordinal);
    private readonly List<string> _violations = [];
    private long _clock;
    private long _acknowledged;
    private long _received;

    public IReadOnlyList<string> Violations
    {
        get
        {
            lock (_gate)
            {
                return [.. _violations];
            }
        }
    }

    /// <summary>How many messages were acknowledged.</summary>
    public long Acknowledged => Interlocked.Read(ref _acknowledged);

    /// <summary>How many were received, all clients together.</summary>
    public long Received => Interlocked.Read(ref _received);

    /// <summary>A moment after all others so far.</summary>
    public long Now() => Interlocked.Increment(ref _clock);

    public void Report(string violation)
    {
        lock (_gate)
        {
            if (_violations.Count < 20)
            {
                _violations.Add(violation);
            }
        }
    }

    /// <summary>A message is about to be sent for the first time.</summary>
    /// <returns>Its number in the stream.</returns>
    public int OnSending(string stream)
    {
        lock (_gate)
        {
            if (!_streams.TryGetValue(stream, out List<SentMessage>? messages))
            {
                _streams.Add(stream, messages = []);
            }

            messages.Add(new SentMessage(Now()));
            return messages.Count - 1;
        }
    }

    public void OnAcknowledged(string stream, int number)
    {
        lock (_gate)
        {
            SentMessage message = _streams[stream][number];
            if (!message.IsAcknowledged)
            {
                message.AcknowledgedAt = Now();
                Interlocked.Increment(ref _acknowledged);
            }
        }
    }

    public void OnReceived() => Interlocked.Increment(ref _received);

    /// <summary>The highest number of a stream that was acknowledged, and that was sent; -1 for none.</summary>
    public (int Acknowledged, int Sent) RangeOf(string stream)
    {
        lock (_gate)
        {
            List<SentMessage> messages = _streams[stream];
            return (messages.FindLastIndex(message => message.IsAcknowledged), messages.Count - 1);
        }
    }

    public IReadOnlyList<string> GetStreams(string prefix)
    {
        lock (_gate)
        {
            return [.. _streams.Keys.Where(stream => stream.StartsWith(prefix, StringComparison.Ordinal))];
        }
    }

    public long SentAt(string stream, int number)
    {
        lock (_gate)
        {
            return _streams[stream][number].SentAt;
        }
    }

    /// <summary>The acknowledged messages of the streams that begin so.</summary>
    public List<(string Stream, int Number, SentMessage Message)> GetAcknowledged(string prefix)
    {
        lock (_gate)
        {
            return [.. from stream in _streams
                       where stream.Key.StartsWith(prefix, StringComparison.Ordinal)
                       from item in stream.Value.Select((message, number) => (stream.Key, number, message))
                       where item.message.IsAcknowledged
                       select item];
        }
    }

    /// <summary>The payload of a message: its number, and something to make it longer.</summary>
    public static byte[] ToPayload(int number, int size) => System.Text.Encoding.ASCII.GetBytes(
        number.ToString(CultureInfo.InvariantCulture).PadRight(Math.Max(size, 10), '.'));

    public static int ToNumber(ReadOnlySpan<byte> payload)
        => int.Parse(System.Text.Encoding.ASCII.GetString(payload).TrimEnd('.'), CultureInfo.InvariantCulture);
}
