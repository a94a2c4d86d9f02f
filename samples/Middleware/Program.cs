using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Middleware;
using Topiary;
using Topiary.Broker;

await using var broker = new MqttBroker(new MqttBrokerOptions { Listeners = { "tcp://127.0.0.1:0" } });
await broker.StartAsync();

var builder = Host.CreateApplicationBuilder();
builder.Logging.SetMinimumLevel(LogLevel.None);
builder.Services.AddSingleton<Done>();
builder.Services.AddTopiary(mqtt => mqtt.ConnectTo(broker.Addresses[0]))
    .AddPublisher<IDiary>()
    .AddHandler<Diary>()
    // The first one added is the outermost: the audit sees messages as the application does, the network sees them compressed.
    .AddPublishMiddleware<Audit>().AddPublishMiddleware<Gzip>()
    .AddHandleMiddleware<Gzip>().AddHandleMiddleware<Audit>().AddHandleMiddleware<Ration>();
using var host = builder.Build();
await host.StartAsync();
var diary = host.Services.GetRequiredService<IDiary>();
var done = host.Services.GetRequiredService<Done>();

// Somebody who looks at the wire with a client of his own, past all middleware.
var wire = host.Services.GetRequiredService<IMqttClient>();
await using var seen = wire.Messages("diary/#").GetAsyncEnumerator();
var next = seen.MoveNextAsync();
await wire.SubscribeAsync("diary/#");

var entry = string.Join(' ', Enumerable.Repeat("Watered the tomatoes.", 50));
await diary.WriteAsync("ann", entry);
await done.Handled.WaitAsync();
await next;
var message = seen.Current;
Console.WriteLine($"wire       {message.Topic}: gzip is {message.UserProperties[Gzip.Property]}, smaller is {message.Payload.Length < Encoding.UTF8.GetByteCount(entry) / 4}");

await diary.WriteAsync("ann", "Rain.");
await done.Handled.WaitAsync();
await seen.MoveNextAsync();
Console.WriteLine($"wire       {seen.Current.Topic}: gzip is {seen.Current.UserProperties[Gzip.Property] ?? "absent"}, \"{seen.Current.GetText()}\"");

// Requests and answers pass as well; here a middleware refuses the third one before the handler hears of it.
for (var i = 1; i <= 3; i++)
{
    try
    {
        Console.WriteLine($"asked      ann has written {await diary.CountAsync("ann")} entries");
    }
    catch (MqttRequestException e)
    {
        Console.WriteLine($"asked      {e.Code}: {e.Message}");
    }
}

await host.StopAsync();
