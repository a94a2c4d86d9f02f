using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NativeAot;
using Topiary;
using Topiary.Broker;

// Compiled ahead of time, with its broker, into one executable that needs no runtime: nothing here or below uses reflection.
await using var broker = new MqttBroker(new MqttBrokerOptions { Listeners = { "tcp://127.0.0.1:0" } });
await broker.StartAsync();

var builder = Host.CreateApplicationBuilder();
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.AddSingleton<Ledger>();
builder.Services.AddTopiary(mqtt => mqtt.ConnectTo(broker.Addresses[0]))
    .AddPublisher<IWarehouse>()
    .AddHandler<Warehouse>()
    .AddPublisher<ISensors>()
    .AddHandler<SensorWatch>()
    .AddHandleMiddleware<Count>();
builder.Services.AddHealthChecks().AddTopiary();
using var host = builder.Build();
await host.StartAsync();
var warehouse = host.Services.GetRequiredService<IWarehouse>();
var ledger = host.Services.GetRequiredService<Ledger>();

// Levels of several types, and a payload of several shapes, told apart by a member.
var shelf = Guid.Parse("4f9c5a3e-0d7c-4f6a-9a51-6d1c0f3b2a10");
await warehouse.MovedAsync(Hall.East, shelf, new Arrived("beans", 40, new DateOnly(2030, 5, 1)));
await ledger.Changed.WaitAsync();
await warehouse.MovedAsync(Hall.East, shelf, new Left("beans", 15) { To = "north market" });
await ledger.Changed.WaitAsync();

// The same in MessagePack.
var sensors = host.Services.GetRequiredService<ISensors>();
var at = new DateTime(2030, 4, 1, 6, 30, 0, DateTimeKind.Utc).AddTicks(1);
await sensors.SightingAsync(Hall.East, 7, new Weighed(at, 812.25m, new Dictionary<string, double> { ["beans"] = 800.5, ["box"] = 11.75 }));
await ledger.Changed.WaitAsync();
await sensors.SightingAsync(Hall.East, 9, new Opened(at, Hall.West, shelf));
await ledger.Changed.WaitAsync();

// Requests, streams, retained values: as everywhere.
Console.WriteLine($"in stock   {await warehouse.StockAsync(Hall.East, "beans")} beans");
try
{
    await warehouse.StockAsync(Hall.West, "peas");
}
catch (MqttRequestException e)
{
    Console.WriteLine($"refused    {e.Code}: {e.Message}");
}

await foreach (var line in warehouse.LinesAsync(Hall.East))
{
    Console.WriteLine($"line       {line.Number}: {line.Text}");
}

var topics = host.Services.GetRequiredService<ITopics<IWarehouse>>();
Console.WriteLine($"retained   {await topics.Moved(Hall.East, shelf).LatestAsync()}");
var sightings = host.Services.GetRequiredService<ITopics<ISensors>>();
if (await sightings.Sighting(Hall.East, 9).LatestAsync() is Opened last)
{
    Console.WriteLine($"retained   opened by {last.Badge} at {last.At:O}");
}

var health = host.Services.GetRequiredService<Microsoft.Extensions.Diagnostics.HealthChecks.HealthCheckService>();
Console.WriteLine($"health     {(await health.CheckHealthAsync()).Status}, {ledger.Handled} requests through middleware");
await host.StopAsync();
