using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Topiary.Runtime.Tests;

[Collection(TelemetryCollection.Name)]
public sealed class BatchTelemetryTests
{
    private static Task<TestHost> StartAsync() => TestHost.StartAsync(
        mqtt => mqtt.AddPublisher<IGreenhouse>().AddHandler<BatchWatch>(), services: services => services.AddSingleton<Recorder>());

    [Fact]
    public async Task A_batch_is_one_span_that_is_linked_to_each_sender()
    {
        using var spans = new SpanCollector();
        await using var host = await StartAsync();

        await host.Get<IGreenhouse>().NoteAsync("north", new ValveState(true));
        await host.Get<IGreenhouse>().NoteAsync("south", null);
        var batch = await spans.WaitAsync("process greenhouse/{house}/note");

        var senders = spans.All.Where(span => span.DisplayName == "send greenhouse/{house}/note").Select(span => span.SpanId).ToList();
        Assert.Equal(2, senders.Count);
        Assert.Equal(senders, batch.Links.Select(link => link.Context.SpanId));
        Assert.Equal((ActivityKind.Consumer, default, 2), (batch.Kind, batch.ParentSpanId, batch.GetTagItem("messaging.batch.message_count")));
    }

    [Fact]
    public async Task The_messages_of_a_batch_are_counted_and_the_batch_is_timed()
    {
        using var metrics = new MetricCollector();
        await using var host = await StartAsync();
        var client = await host.ConnectAsync();

        foreach (var payload in new[] { "1", "no number", "2" })
        {
            await client.PublishAsync("batch/1", payload, QoS.AtLeastOnce);
        }

        Assert.Equal("1 2", await host.Get<Recorder>().NextAsync());
        await host.Get<RuntimeMonitor>().WhenIdleAsync().WaitAsync(TestHost.Patience);

        var consumed = metrics.Of("messaging.client.consumed.messages", ("messaging.destination.template", "batch/{id}"));
        Assert.Equal(3, consumed.Count);
        Assert.Equal("System.FormatException", Assert.Single(consumed, item => item.Tags.ContainsKey("error.type")).Tags["error.type"]);
        Assert.Single(metrics.Of("messaging.process.duration"));
    }
}
