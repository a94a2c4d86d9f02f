using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Observability;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Topiary;
using Topiary.Broker;

// The two names are all that OpenTelemetry has to be told. A real application adds an exporter for its collector; these print.
var spans = new SpanPrinter();
var metrics = new MetricPrinter();
using var tracing = Sdk.CreateTracerProviderBuilder()
    .AddSource(TopiaryDiagnostics.ActivitySourceName, "Greenhouse").AddProcessor(new SimpleActivityExportProcessor(spans)).Build();
using var reader = new BaseExportingMetricReader(metrics);
using var metering = Sdk.CreateMeterProviderBuilder().AddMeter(TopiaryDiagnostics.MeterName, MqttBroker.MeterName).AddReader(reader).Build();

await using var broker = new MqttBroker(new MqttBrokerOptions { Listeners = { "tcp://127.0.0.1:0" } });
await broker.StartAsync();
var builder = Host.CreateApplicationBuilder();
builder.Logging.SetMinimumLevel(LogLevel.None);
builder.Services.AddTopiary(mqtt => mqtt.ConnectTo(broker.Addresses[0]).ClientId("greenhouse"))
    .AddPublisher<IGreenhouse>().AddHandler<ClimateWatch>().AddHandler<Valves>();
builder.Services.AddHealthChecks().AddTopiary(grace: TimeSpan.FromSeconds(30));
using var host = builder.Build();
await host.StartAsync();
var greenhouse = host.Services.GetRequiredService<IGreenhouse>();

// One activity of our own around it all. Everything below becomes part of its trace, through the broker and back.
using var own = new ActivitySource("Greenhouse");
using (own.StartActivity("morning round"))
{
    await greenhouse.ClimateAsync("north", 21.5);
    await greenhouse.ClimateAsync("north", 35);
    await greenhouse.SetValveAsync("north", open: true);
    try
    {
        await greenhouse.SetValveAsync("south", open: true);
    }
    catch (MqttRequestException e)
    {
        Console.WriteLine($"refused: {e.Code}");
    }
}

await spans.WaitAsync(count: 10);
Console.WriteLine();
Console.WriteLine("--- the trace");
spans.Print();

Console.WriteLine();
Console.WriteLine("--- some metrics");
reader.Collect();
metrics.Print(
    TopiaryDiagnostics.SentMessages, TopiaryDiagnostics.ConsumedMessages, TopiaryDiagnostics.ProcessDuration, TopiaryDiagnostics.HandlerFailures,
    TopiaryDiagnostics.ClientConnected, "topiary.broker.messages.received");

Console.WriteLine();
Console.WriteLine("--- health");
var health = host.Services.GetRequiredService<HealthCheckService>();
await PrintHealthAsync();
var client = host.Services.GetRequiredService<IMqttClient>();
var away = new TaskCompletionSource();
client.StateChanged += (_, change) =>
{
    if (change.Current == MqttClientState.Reconnecting)
    {
        away.TrySetResult();
    }
};
await broker.StopAsync();
await away.Task;
await PrintHealthAsync();
await host.StopAsync();

async Task PrintHealthAsync()
{
    var entry = (await health.CheckHealthAsync()).Entries["topiary"];
    Console.WriteLine($"{entry.Status}: {entry.Data["state"]}, {entry.Data["subscriptions"]} subscriptions, {((string[])entry.Data["missing"]).Length} missing");
}
