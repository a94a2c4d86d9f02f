using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Requests;
using Topiary;
using Topiary.Broker;

await using var broker = new MqttBroker(new MqttBrokerOptions { Listeners = { "tcp://127.0.0.1:0" } });
await broker.StartAsync();

var builder = Host.CreateApplicationBuilder();
builder.Logging.SetMinimumLevel(LogLevel.None);
builder.Services.AddSingleton<Scale>();
builder.Services.AddTopiary(mqtt => mqtt.ConnectTo(broker.Addresses[0])).AddPublisher<IArchive>().AddPublisher<IVault>().AddHandler<Archive>();
using var host = builder.Build();
await host.StartAsync();
var archive = host.Services.GetRequiredService<IArchive>();
var scale = host.Services.GetRequiredService<Scale>();

// A request is a method that returns something. The answer is the handler's return value.
var stored = await archive.StoreAsync("north", new Reading(1, 21.5));
Console.WriteLine($"answer     {stored.Count} stored, the mean is {stored.Mean}");

// A refusal crosses the wire with its code and its message ...
try
{
    await archive.StoreAsync("north", new Reading(2, -300));
}
catch (MqttRequestException e)
{
    Console.WriteLine($"refusal    {e.Code}: {e.Message}");
}

// ... and an accident does not: its text belongs in the responder's log.
try
{
    await archive.StoreAsync("south", new Reading(1, 20));
}
catch (MqttRequestException e)
{
    Console.WriteLine($"accident   {e.Code}: {e.Message}");
}

// Where nobody answers, the broker says so at once; the deadline need not pass.
try
{
    await host.Services.GetRequiredService<IVault>().OpenAsync("1234");
}
catch (MqttNoResponderException e)
{
    Console.WriteLine($"nobody     {e.Message}");
}

// A responder that is too slow. The deadline is the contract's, and travels with the request.
try
{
    await archive.AuditAsync("north");
}
catch (TimeoutException e)
{
    Console.WriteLine($"deadline   {e.Message}");
}

// The caller may lose patience earlier. Every method takes a token.
using (var impatient = new CancellationTokenSource(TimeSpan.FromMilliseconds(50)))
{
    try
    {
        await archive.AuditAsync("north", impatient.Token);
    }
    catch (OperationCanceledException)
    {
        Console.WriteLine("cancelled  before the deadline");
    }
}

// A long request that tells how far it is.
Console.WriteLine($"compacted  it is {await archive.CompactAsync("north", new ProgressPrinter(scale))}");

// An answer in many parts: the responder runs no more than 64 elements ahead of the reader.
var sum = 0;
await foreach (var reading in archive.HistoryAsync("north", first: 1, last: 1000))
{
    sum += reading.Number;
}

Console.WriteLine($"streamed   1000 readings, the sum of their numbers is {sum}");

// Leaving the loop stops the responder too, although it would never end by itself.
await foreach (var reading in archive.HistoryAsync("north", first: 1, last: int.MaxValue))
{
    if (reading.Number == 3)
    {
        break;
    }
}

await scale.Stopped.WaitAsync();
Console.WriteLine("stopped    the responder, by leaving the loop");

// A stream may fail in the middle. What came before is not lost.
var seen = 0;
try
{
    await foreach (var reading in archive.HistoryAsync("north", first: -2, last: 2))
    {
        seen++;
    }
}
catch (MqttRequestException e)
{
    Console.WriteLine($"broken off after {seen}: {e.Message}");
}

// Requests are plain MQTT 5: any client can ask, with a response topic and correlation data. Here it asks the same thing twice, as
// after a lost answer; WeighAsync is idempotent, so the handler is called once and the second answer comes from memory.
var client = host.Services.GetRequiredService<IMqttClient>();
await client.SubscribeAsync("answers/scale");      // from here on; what comes while nobody reads is dropped
await using var answers = client.Messages("answers/scale").GetAsyncEnumerator();
for (var i = 0; i < 2; i++)
{
    var answer = answers.MoveNextAsync();
    await client.PublishAsync(new MqttMessage { Topic = "archive/north/weigh", ResponseTopic = "answers/scale", CorrelationData = "order 66"u8.ToArray() });
    await answer;
    Console.WriteLine($"repeated   {answers.Current.GetText()} kg, weighed {scale.Weighings} time");
}

scale.Release();
await host.StopAsync();
