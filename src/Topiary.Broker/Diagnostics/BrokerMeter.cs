using System.Diagnostics.Metrics;

namespace Topiary.Broker;

/// <summary>
/// The metrics of a broker: its statistics, read when a listener asks. Costs nothing otherwise. One meter for each running broker,
/// told apart by <c>server.address</c>.
/// </summary>
internal sealed class BrokerMeter : IDisposable
{
    private const string Messages = "{message}";

    private readonly Meter _meter = new(MqttBroker.MeterName, typeof(BrokerMeter).Assembly.GetName().Version?.ToString(3));
    private readonly Func<BrokerStatistics> _read;
    private readonly KeyValuePair<string, object?> _tag;
    private readonly Lock _lock = new();
    private BrokerStatistics? _last;
    private uint _told;
    private int _instruments;

    public BrokerMeter(Func<BrokerStatistics> read, string address)
    {
        _read = read;
        _tag = new KeyValuePair<string, object?>("server.address", address);
        Level("topiary.broker.connections", "{connection}", "Open connections.", static s => s.Connections);
        Level("topiary.broker.sessions", "{session}", "Sessions, connected or not.", static s => s.Sessions);
        Level("topiary.broker.subscriptions", "{subscription}", "Subscriptions.", static s => s.Subscriptions);
        Level("topiary.broker.retained.messages", Messages, "Retained messages.", static s => s.RetainedMessages);
        Level("topiary.broker.retained.size", "By", "Bytes of retained messages.", static s => s.RetainedBytes);
        Level("topiary.broker.queue.messages", Messages, "Messages that wait for a session.", static s => s.QueuedMessages);
        Level("topiary.broker.queue.size", "By", "Bytes of those.", static s => s.QueuedBytes);
        Level("topiary.broker.in_flight", Messages, "Messages sent to clients and not acknowledged.", static s => s.InflightMessages);
        Total("topiary.broker.connections.accepted", "{connection}", "Connections accepted.", static s => s.ConnectionsAccepted);
        Total("topiary.broker.connections.refused", "{connection}", "Connections refused.", static s => s.ConnectionsRefused);
        Total("topiary.broker.messages.received", Messages, "Messages published by clients.", static s => s.MessagesReceived);
        Total("topiary.broker.messages.delivered", Messages, "Copies handed to receivers.", static s => s.MessagesDelivered);
        Total("topiary.broker.bytes.received", "By", "Bytes received.", static s => s.BytesReceived);
        Total("topiary.broker.bytes.sent", "By", "Bytes sent.", static s => s.BytesSent);
        Totals("topiary.broker.messages.dropped", Messages, "Copies dropped, by reason.", "reason", static s => s.MessagesDropped);
        Totals("topiary.broker.limits.reached", "{event}", "How often a limit was reached, by limit.", "limit", static s => s.LimitsReached);
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private void Level(string name, string unit, string description, Func<BrokerStatistics, long> value)
    {
        var bit = NextBit();
        _meter.CreateObservableUpDownCounter(name, () => new Measurement<long>(value(Read(bit)), _tag), unit, description);
    }

    private void Total(string name, string unit, string description, Func<BrokerStatistics, long> value)
    {
        var bit = NextBit();
        _meter.CreateObservableCounter(name, () => new Measurement<long>(value(Read(bit)), _tag), unit, description);
    }

    private void Totals<T>(string name, string unit, string description, string tag, Func<BrokerStatistics, IReadOnlyDictionary<T, long>> values)
        where T : notnull
    {
        var bit = NextBit();
        _meter.CreateObservableCounter(
            name,
            () => values(Read(bit)).Select(pair => new Measurement<long>(pair.Value, _tag, new(tag, pair.Key.ToString()))),
            unit,
            description);
    }

    private uint NextBit() => 1u << _instruments++;

    /// <summary>
    /// The statistics. Taking them visits every session, so all instruments share them until one asks a second time: then a new
    /// collection has begun.
    /// </summary>
    private BrokerStatistics Read(uint instrument)
    {
        lock (_lock)
        {
            if (_last is null || (_told & instrument) != 0)
            {
                (_last, _told) = (_read(), 0);
            }

            _told |= instrument;
            return _last;
        }
    }
}
