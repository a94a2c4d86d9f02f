using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Topiary;
using Topiary.Broker;

// A broker in this process. Any MQTT broker will do: only the address given to ConnectTo changes.
await using var broker = new MqttBroker(new MqttBrokerOptions { Listeners = { "tcp://127.0.0.1:0" } });
await broker.StartAsync();

var builder = Host.CreateApplicationBuilder();
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.AddTopiary(mqtt => mqtt.ConnectTo(broker.Addresses[0])).AddPublisher<IGreenhouse>().AddHandler<GreenhouseService>();
using var host = builder.Build();
await host.StartAsync();
var greenhouse = host.Services.GetRequiredService<IGreenhouse>();
var topics = host.Services.GetRequiredService<ITopics<IGreenhouse>>();

// Publish: an ordinary method call, complete once the broker has acknowledged. Somebody else's handler gets it, here ours.
await greenhouse.ClimateAsync("north", 3, new Climate(21.5, 0.43));
await GreenhouseService.Handled.WaitAsync();

// Request: the handler's return value, or its exception, comes back.
var valve = await greenhouse.SetValveAsync("north", 3, new ValveCommand(Open: true));
Console.WriteLine($"answered  open: {valve.Open}, turns: {valve.Turns}");

// Stream: every climate of house north, whatever the zone, beginning with the retained values.
await foreach (var m in topics.Climate(house: "north"))
{
    Console.WriteLine($"streamed  {m.House}/{m.Zone}: {m.Reading.Celsius} °C, retained: {m.Context.Retain}");
    break;
}

await host.StopAsync();

public readonly record struct Climate(double Celsius, double Humidity);
public sealed record ValveCommand(bool Open);
public sealed record ValveState(bool Open, int Turns);

[MqttContract("greenhouse/{house}")]
public interface IGreenhouse
{
    [Topic("zones/{zone}/climate", Retain = true)]
    ValueTask ClimateAsync(string house, int zone, Climate reading, CancellationToken ct = default);

    [Topic("zones/{zone}/valve", TimeoutMilliseconds = 5000)]
    ValueTask<ValveState> SetValveAsync(string house, int zone, ValveCommand command, CancellationToken ct = default);
}

[MqttHandler]
public sealed class GreenhouseService : IGreenhouse
{
    public static SemaphoreSlim Handled { get; } = new(0);

    public ValueTask ClimateAsync(string house, int zone, Climate reading, CancellationToken ct)
    {
        Console.WriteLine($"handled   {house}/{zone}: {reading.Celsius} °C");
        Handled.Release();
        return default;
    }

    public ValueTask<ValveState> SetValveAsync(string house, int zone, ValveCommand command, CancellationToken ct) =>
        new(new ValveState(command.Open, Turns: 4));
}
