using System.Globalization;
using System.Text;
using System.Text.Json;
using HomeDevices;
using HomeDevices.Esphome;
using HomeDevices.Frigate;
using HomeDevices.HomeAssistant;
using HomeDevices.OwnTracks;
using HomeDevices.Shelly;
using HomeDevices.Tasmota;
using HomeDevices.Zigbee2Mqtt;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Topiary;
using Topiary.Broker;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
await using var broker = new MqttBroker(new MqttBrokerOptions { Listeners = { "tcp://127.0.0.1:0" } });
await broker.StartAsync();

var builder = Host.CreateApplicationBuilder();
builder.Logging.ClearProviders().AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Error);
builder.Services.AddSingleton<House>();
builder.Services
    .AddTopiary(mqtt => mqtt.ConnectTo(broker.Addresses[0]).DeadLetterTo("unreadable/{topic}"))
    .AddHandler<ZigbeeBridgeHandler>().AddHandler<ZigbeeDeviceHandler>().AddHandler<ZigbeeAttributeHandler>()
    .AddHandler<TasmotaHandler>().AddHandler<TurnedTasmotaHandler>()
    .AddHandler<ShellyGen1Handler>().AddHandler<ShellyGen2Handler>().AddHandler<OwnTracksHandler>()
    .AddHandler<DiscoveryHandler>().AddHandler<EsphomeHandler>().AddHandler<FrigateHandler>().AddHandler<UnreadableHandler>();
using var host = builder.Build();
await host.StartAsync();
var house = host.Services.GetRequiredService<House>();

// The devices: each line of data/ is a message that a real product sent, published as it was.
await using var devices = MqttClient.Create(new MqttClientOptions { Brokers = [broker.Addresses[0]], ClientId = "devices" });
await devices.ConnectAsync();
var (total, understood, unread, unheard) = (0, 0, 0, 0);
foreach (var file in new[] { "zigbee2mqtt", "tasmota", "shelly-gen1", "shelly-gen2", "owntracks", "home-assistant-discovery", "esphome", "frigate" })
{
    Console.WriteLine($"--- {file}");
    foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "data", file + ".jsonl")))
    {
        using var recorded = JsonDocument.Parse(line);
        var topic = recorded.RootElement.GetProperty("topic").GetString()!;
        var payload = Encoding.UTF8.GetBytes(recorded.RootElement.GetProperty("payload").GetString()!);
        var result = await devices.PublishAsync(topic, payload, QoS.AtLeastOnce);
        total++;
        if (result.NoMatchingSubscribers)
        {
            unheard++;
            Console.WriteLine($"NOBODY LISTENS {topic}");
            continue;
        }

        // Some topics are in a filter, and yet no method's: a level of them does not parse.
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        string said;
        try
        {
            said = await house.NextAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            unheard++;
            Console.WriteLine($"NO METHOD TAKES {topic}");
            continue;
        }

        if (said.StartsWith("NOT UNDERSTOOD", StringComparison.Ordinal))
        {
            unread++;
        }
        else
        {
            understood++;
        }

        Console.WriteLine(said.Length > 160 ? said[..160] + "…" : said);
    }
}

Console.WriteLine($"--- {total} messages: {understood} typed, {unread} not understood, {unheard} without a handler");
await host.StopAsync();
