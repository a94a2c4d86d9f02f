using System.Diagnostics.Metrics;

namespace Topiary.Runtime.Tests;

/// <summary>Listens to all of Topiary's meter and keeps nothing but a count.</summary>
internal sealed class SilentMeterListener : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _count;

    public SilentMeterListener()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == TopiaryDiagnostics.MeterName)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, _, _, _) => Interlocked.Increment(ref _count));
        _listener.SetMeasurementEventCallback<double>((_, _, _, _) => Interlocked.Increment(ref _count));
        _listener.Start();
    }

    public long Count => Interlocked.Read(ref _count);

    public void Dispose() => _listener.Dispose();
}
