using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Topiary.Client;

/// <summary>The activity source and the meter of clients and what is built on them. Thread-safe.</summary>
internal static class Instruments
{
    private const string Messages = "{message}";

    private static readonly string? s_version = typeof(Instruments).Assembly.GetName().Version?.ToString(3);

    // The bounds that the conventions advise.
    private static readonly InstrumentAdvice<double> s_durations = new()
    {
        HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
    };

    public static ActivitySource Source { get; } = new(TopiaryDiagnostics.ActivitySourceName, s_version);

    public static Meter Meter { get; } = new(TopiaryDiagnostics.MeterName, s_version);

    public static Counter<long> Sent { get; } = Meter.CreateCounter<long>(
        TopiaryDiagnostics.SentMessages, Messages, "Messages that were published, and requests.");

    public static Counter<long> Consumed { get; } = Meter.CreateCounter<long>(
        TopiaryDiagnostics.ConsumedMessages, Messages, "Messages that were given to the application.");

    public static Histogram<double> OperationDuration { get; } = Meter.CreateHistogram(
        TopiaryDiagnostics.OperationDuration, "s", "From a publish to its acknowledgement, from a request to its answer.", tags: null, s_durations);

    public static Histogram<double> ProcessDuration { get; } = Meter.CreateHistogram(
        TopiaryDiagnostics.ProcessDuration, "s", "Handling of a message.", tags: null, s_durations);

    /// <summary>The clients whose figures are observed.</summary>
    public static LiveSet<MqttClient> Clients { get; } = CreateObservables();

    /// <summary>Whether somebody wants to know of sending. Free when nobody does.</summary>
    public static bool ObserveSending => Source.HasListeners() || Sent.Enabled || OperationDuration.Enabled;

    /// <summary>Whether somebody wants to know of messages that are pulled. Free when nobody does.</summary>
    public static bool ObserveReceiving => Source.HasListeners() || Consumed.Enabled;

    /// <summary>Whether somebody wants to know of handling. Free when nobody does.</summary>
    public static bool ObserveProcessing => Source.HasListeners() || Consumed.Enabled || ProcessDuration.Enabled;

    private static LiveSet<MqttClient> CreateObservables()
    {
        var clients = new LiveSet<MqttClient>();
        Gauge(TopiaryDiagnostics.ClientConnected, "{connection}", "1 while a client is connected.", static client => client.State == MqttClientState.Connected ? 1 : 0);
        Gauge(TopiaryDiagnostics.ClientInFlight, Messages, "QoS 1 and 2 messages that are sent and not finished.", static client => client.Statistics.InFlight);
        Gauge(TopiaryDiagnostics.ClientQueueMessages, Messages, "Messages that cannot be sent yet.", static client => client.Statistics.Queued);
        Gauge(TopiaryDiagnostics.ClientQueueSize, "By", "Bytes of the messages that cannot be sent yet.", static client => client.Statistics.QueuedBytes);
        Gauge(TopiaryDiagnostics.ClientOutputSize, "By", "Bytes written to the connection and not yet sent.", static client => client.Statistics.OutputBytes);
        Gauge(TopiaryDiagnostics.ClientUnacknowledged, Messages, "Received messages that are not acknowledged yet.", static client => client.Statistics.Unacknowledged);
        Meter.CreateObservableCounter(
            TopiaryDiagnostics.ClientReconnects, () => Observe(static client => client.Statistics.Reconnects), "{connection}", "Connections after a client's first.");
        Meter.CreateObservableCounter(
            TopiaryDiagnostics.ClientMessages,
            () => ObserveBoth(static client => (client.Statistics.Published, client.Statistics.Received)), Messages, "PUBLISH packets.");
        Meter.CreateObservableCounter(
            TopiaryDiagnostics.ClientDropped,
            () => ObserveBoth(static client => (client.Statistics.Dropped, client.Statistics.ReceivedDropped)), Messages, "Messages that were given up.");
        return clients;

        void Gauge(string name, string unit, string description, Func<MqttClient, long> read) =>
            Meter.CreateObservableUpDownCounter(name, () => Observe(read), unit, description);

        IEnumerable<Measurement<long>> Observe(Func<MqttClient, long> read) =>
            clients.ToList().Select(client => new Measurement<long>(read(client), Tag(client)));

        IEnumerable<Measurement<long>> ObserveBoth(Func<MqttClient, (long Sent, long Received)> read) => clients.ToList().SelectMany(client =>
        {
            var (sent, received) = read(client);
            return new[]
            {
                new Measurement<long>(sent, Tag(client), new(TelemetryTags.Direction, "transmit")),
                new Measurement<long>(received, Tag(client), new(TelemetryTags.Direction, "receive")),
            };
        });

        static KeyValuePair<string, object?> Tag(MqttClient client) => new(TelemetryTags.ClientId, client.ClientId);
    }
}
