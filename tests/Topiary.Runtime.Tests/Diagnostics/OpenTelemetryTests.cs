using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Topiary.Runtime.Tests;

/// <summary>The OpenTelemetry SDK hears of everything by the two names, and with its own propagator.</summary>
[Collection(TelemetryCollection.Name)]
public sealed class OpenTelemetryTests
{
    [Fact]
    public async Task AddSource_and_AddMeter_are_all_that_is_needed()
    {
        var spans = new ListExporter<Activity>();
        var metrics = new ListExporter<Metric>();
        using var tracing = Sdk.CreateTracerProviderBuilder()
            .AddSource(TopiaryDiagnostics.ActivitySourceName).AddProcessor(new SimpleActivityExportProcessor(spans)).Build();
        using var reader = new BaseExportingMetricReader(metrics);
        using var metering = Sdk.CreateMeterProviderBuilder().AddMeter(TopiaryDiagnostics.MeterName).AddReader(reader).Build();
        await using var host = await TestHost.StartAsync(
            mqtt => mqtt.AddPublisher<IGreenhouse>().AddHandler<GreenhouseService>(), services: services => services.AddSingleton<Recorder>());

        await host.Get<IGreenhouse>().SetValveAsync("north", 3, new(Open: true));
        await host.Get<RuntimeMonitor>().WhenIdleAsync();
        Assert.True(reader.Collect());

        var client = Assert.Single(spans.Items, span => span.Kind == ActivityKind.Client);
        var server = Assert.Single(spans.Items, span => span.Kind == ActivityKind.Server);
        Assert.Equal((client.TraceId, client.SpanId), (server.TraceId, server.ParentSpanId));
        Assert.Equal("Topiary", client.Source.Name);
        Assert.Equal(
            ["messaging.client.consumed.messages", "messaging.client.operation.duration", "messaging.client.sent.messages", "messaging.process.duration"],
            metrics.Items.Select(metric => metric.Name).Where(name => name.StartsWith("messaging.", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Contains(metrics.Items, metric => metric.Name == TopiaryDiagnostics.HandlerQueueMessages);
        var durations = metrics.Items.Single(metric => metric.Name == TopiaryDiagnostics.OperationDuration);
        var bounds = new List<double>();
        foreach (ref readonly var point in durations.GetMetricPoints())
        {
            foreach (var bucket in point.GetHistogramBuckets())
            {
                bounds.Add(bucket.ExplicitBound);
            }
        }

        Assert.Equal([0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, double.PositiveInfinity], bounds);
    }

    private sealed class ListExporter<T> : BaseExporter<T>
        where T : class
    {
        public List<T> Items { get; } = [];

        public override ExportResult Export(in Batch<T> batch)
        {
            foreach (var item in batch)
            {
                Items.Add(item);
            }

            return ExportResult.Success;
        }
    }
}
