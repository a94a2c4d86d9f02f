using System.Diagnostics.Metrics;

namespace Topiary.Runtime.Tests;

/// <summary>Records what Topiary's meter measures, optionally of some instruments only.</summary>
internal sealed class MetricCollector : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Lock _lock = new();
    private readonly List<Measured> _measured = [];

    public MetricCollector(params string[] instruments)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == TopiaryDiagnostics.MeterName && (instruments.Length == 0 || instruments.Contains(instrument.Name)))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>All measurements of an instrument so far whose tags hold the given ones.</summary>
    public IReadOnlyList<Measured> Of(string instrument, params (string Name, object? Value)[] tags)
    {
        lock (_lock)
        {
            return [.. _measured.Where(item => item.Name == instrument && tags.All(tag => Equals(item.Tags.GetValueOrDefault(tag.Name), tag.Value)))];
        }
    }

    /// <summary>Asks the observable instruments, and gives the newest value.</summary>
    public double Observe(string instrument, params (string Name, object? Value)[] tags)
    {
        _listener.RecordObservableInstruments();
        return Of(instrument, tags)[^1].Value;
    }

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var measured = new Measured(instrument.Name, instrument.Unit, value, tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value));
        lock (_lock)
        {
            _measured.Add(measured);
        }
    }

    public sealed record Measured(string Name, string? Unit, double Value, Dictionary<string, object?> Tags);
}
