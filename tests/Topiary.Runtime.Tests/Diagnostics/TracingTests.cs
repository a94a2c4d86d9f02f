using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Topiary.Runtime.Tests;

[Collection(TelemetryCollection.Name)]
public sealed class TracingTests
{
    private const string Tick = "greenhouse/{house}/zones/{zone}/tick";
    private const string Climate = "greenhouse/{house}/zones/{zone}/climate";
    private const string Valve = "greenhouse/{house}/zones/{zone}/valve";
    private const string History = "greenhouse/{house}/zones/{zone}/history";

    private static Task<TestHost> StartAsync(Action<TopiaryBuilder>? add = null) => TestHost.StartAsync(
        mqtt => (add ?? (static more => more.AddHandler<GreenhouseService>()))(mqtt.AddPublisher<IGreenhouse>()),
        mqtt => mqtt.ClientId("app"),
        services => services.AddSingleton<Recorder>().AddScoped<ScopedProbe>());

    [Fact]
    public async Task A_publish_and_its_handling_are_one_trace_with_the_names_of_the_conventions()
    {
        using var spans = new SpanCollector();
        await using var host = await StartAsync();

        await host.Get<IGreenhouse>().TickAsync("north", 3, 42);
        var consumer = await spans.WaitAsync("process " + Tick);
        var producer = await spans.WaitAsync("send " + Tick);

        Assert.Equal((ActivityKind.Producer, ActivityKind.Consumer), (producer.Kind, consumer.Kind));
        Assert.Equal((producer.TraceId, producer.SpanId), (consumer.TraceId, consumer.ParentSpanId));
        Assert.True(consumer.HasRemoteParent);
        Assert.Equal(default, producer.ParentSpanId);
        var sent = producer.TagObjects.ToDictionary();
        Assert.Equal(
            ("mqtt", "send", "send", "greenhouse/north/zones/3/tick", Tick, "app", "broker", (object)2, (object)0),
            (sent["messaging.system"], sent["messaging.operation.name"], sent["messaging.operation.type"], sent["messaging.destination.name"],
                sent["messaging.destination.template"], sent["messaging.client.id"], sent["server.address"], sent["messaging.message.body.size"]!, sent["topiary.qos"]!));
        var handled = consumer.TagObjects.ToDictionary();
        Assert.Equal(
            ("mqtt", "process", "process", "greenhouse/north/zones/3/tick", Tick, "greenhouse/+/zones/+/tick", "GreenhouseService.TickAsync"),
            (handled["messaging.system"], handled["messaging.operation.name"], handled["messaging.operation.type"], handled["messaging.destination.name"],
                handled["messaging.destination.template"], handled["messaging.destination.subscription.name"], handled["topiary.handler"]));
        Assert.False(handled.ContainsKey("error.type"));
        Assert.Null(Activity.Current);
    }

    [Fact]
    public async Task What_a_handler_publishes_belongs_to_the_trace_of_its_message()
    {
        using var spans = new SpanCollector();
        await using var host = await StartAsync(mqtt => mqtt.AddHandler<EchoWatch>().AddHandler<SharedWatch>());
        using var outer = new Activity("outer").AddBaggage("tenant", "seven").Start();

        await host.Get<IGreenhouse>().ClimateAsync("north", 3, new(21, 1));
        var first = await spans.WaitAsync("send " + Climate);
        var handled = await spans.WaitAsync("process " + Climate);
        var second = await spans.WaitAsync("send " + Tick);
        var shared = await spans.WaitAsync("process " + Tick);

        Assert.Equal([outer.SpanId, first.SpanId, handled.SpanId, second.SpanId], [first.ParentSpanId, handled.ParentSpanId, second.ParentSpanId, shared.ParentSpanId]);
        Assert.All([first, handled, second, shared], span => Assert.Equal(outer.TraceId, span.TraceId));
        Assert.Equal("seven", shared.GetBaggageItem("tenant"));
        Assert.Equal("watchers", shared.GetTagItem("messaging.consumer.group.name"));
        Assert.Equal("$share/watchers/greenhouse/+/zones/+/tick", shared.GetTagItem("messaging.destination.subscription.name"));
        Assert.Same(outer, Activity.Current);
    }

    [Fact]
    public async Task A_request_is_a_client_span_until_its_answer_and_the_responder_is_its_child()
    {
        using var spans = new SpanCollector();
        await using var host = await StartAsync();

        await host.Get<IGreenhouse>().SetValveAsync("north", 3, new(Open: true));
        var client = await spans.WaitAsync("request " + Valve);
        var server = await spans.WaitAsync("process " + Valve);

        Assert.Equal((ActivityKind.Client, ActivityKind.Server), (client.Kind, server.Kind));
        Assert.Equal((client.TraceId, client.SpanId), (server.TraceId, server.ParentSpanId));
        Assert.Equal(("request", "send"), (client.GetTagItem("messaging.operation.name"), client.GetTagItem("messaging.operation.type")));
        Assert.Equal((ActivityStatusCode.Unset, ActivityStatusCode.Unset), (client.Status, server.Status));
        Assert.DoesNotContain(spans.All, span => span.DisplayName.Contains("topiary/reply", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refused_request_says_so_on_both_sides()
    {
        using var spans = new SpanCollector();
        await using var host = await StartAsync();

        await Assert.ThrowsAsync<MqttRequestException>(async () => await host.Get<IGreenhouse>().SetValveAsync("north", 3, new(true, "refuse")));
        var client = await spans.WaitAsync("request " + Valve);
        var server = await spans.WaitAsync("process " + Valve);

        foreach (var span in new[] { client, server })
        {
            Assert.Equal((ActivityStatusCode.Error, "The valve is stuck."), (span.Status, span.StatusDescription));
            Assert.Equal(("Topiary.MqttRequestException", "stuck"), (span.GetTagItem("error.type"), span.GetTagItem("topiary.request.error_code")));
        }
    }

    [Fact]
    public async Task A_streamed_answer_is_one_span_on_each_side()
    {
        using var spans = new SpanCollector();
        await using var host = await StartAsync();
        var during = new List<Activity?>();

        await foreach (var element in host.Get<IGreenhouse>().HistoryAsync("north", 3, 3))
        {
            during.Add(Activity.Current);
            Assert.DoesNotContain(spans.All, span => span.DisplayName == "request " + History);
        }

        var client = await spans.WaitAsync("request " + History);
        var server = await spans.WaitAsync("process " + History);
        Assert.Equal([null, null, null], during);
        Assert.Equal((ActivityKind.Client, ActivityKind.Server), (client.Kind, server.Kind));
        Assert.Equal((client.TraceId, client.SpanId), (server.TraceId, server.ParentSpanId));
        Assert.Single(spans.All, span => span.Kind == ActivityKind.Server);
    }

    [Fact]
    public async Task A_handler_that_fails_marks_its_span()
    {
        using var spans = new SpanCollector();
        await using var host = await StartAsync(mqtt => mqtt.AddHandler<UnreadableWatch>());

        await (await host.ConnectAsync()).PublishAsync("unreadable/class", "not JSON", QoS.AtLeastOnce);
        var span = await spans.WaitAsync("process unreadable/class");

        Assert.Equal((ActivityStatusCode.Error, "System.Text.Json.JsonException"), (span.Status, span.GetTagItem("error.type")));
    }

    [Fact]
    public async Task The_untyped_client_is_traced_too_and_what_it_reads_is_linked()
    {
        using var spans = new SpanCollector();
        await using var host = await StartAsync();
        var reader = await host.ConnectAsync();
        await using var messages = reader.Messages("raw/#").GetAsyncEnumerator();
        var next = messages.MoveNextAsync();
        await host.WaitForSubscriptionAsync(reader, "raw/#");

        await host.Get<IMqttClient>().PublishAsync("raw/a", "x", QoS.AtLeastOnce);
        Assert.True(await next.AsTask().WaitAsync(TestHost.Patience));
        var sent = await spans.WaitAsync("send");
        var received = await spans.WaitAsync("receive");

        Assert.Equal((ActivityKind.Producer, "raw/a"), (sent.Kind, sent.GetTagItem("messaging.destination.name")));
        Assert.Null(sent.GetTagItem("messaging.destination.template"));
        Assert.Equal((ActivityKind.Consumer, "raw/a"), (received.Kind, received.GetTagItem("messaging.destination.name")));
        Assert.NotEqual(sent.TraceId, received.TraceId);
        Assert.Equal(sent.SpanId, Assert.Single(received.Links).Context.SpanId);
        Assert.Equal(sent.SpanId, TopiaryDiagnostics.GetTraceContext(messages.Current.UserProperties).SpanId);
    }

    [Fact]
    public async Task A_typed_stream_links_what_it_yields_to_the_sender()
    {
        using var spans = new SpanCollector();
        await using var host = await StartAsync(static _ => { });
        await host.Get<IGreenhouse>().ClimateAsync("north", 3, new(21, 1));

        await foreach (var message in host.Get<ITopics<IGreenhouse>>().Climate(house: "north"))
        {
            break;
        }

        var sent = await spans.WaitAsync("send " + Climate);
        var received = await spans.WaitAsync("receive " + Climate);
        Assert.Equal(sent.SpanId, Assert.Single(received.Links).Context.SpanId);
    }

    [Fact]
    public async Task The_context_travels_in_user_properties_as_W3C_says()
    {
        using var spans = new SpanCollector();
        await using var host = await StartAsync(static _ => { });
        var heard = await host.ListenAsync("greenhouse/#");
        using var outer = new Activity("outer").SetIdFormat(ActivityIdFormat.W3C).Start();
        outer.TraceStateString = "vendor=1";

        await host.Get<IGreenhouse>().TickAsync("north", 3, 1);
        var message = await heard.ReadAsync().AsTask().WaitAsync(TestHost.Patience);

        var span = await spans.WaitAsync("send " + Tick);
        Assert.Equal(span.Id, message.UserProperties["traceparent"]);
        Assert.Equal("vendor=1", message.UserProperties["tracestate"]);
        Assert.Matches($"^00-{outer.TraceId}-[0-9a-f]{{16}}-01$", message.UserProperties["traceparent"]!);
    }

    [Fact]
    public async Task A_context_of_the_callers_own_is_left_alone()
    {
        const string Own = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        using var spans = new SpanCollector();
        await using var host = await StartAsync(mqtt => mqtt.AddHandler<GreenhouseService>());
        var heard = await host.ListenAsync("greenhouse/#");
        var options = new PublishOptions { UserProperties = new UserProperties([new("traceparent", Own)]) };

        await host.Get<IGreenhouse>().LogAsync("north", "a/b", "text", options);
        var message = await heard.ReadAsync().AsTask().WaitAsync(TestHost.Patience);
        var handled = await spans.WaitAsync("process greenhouse/{house}/log/{**path}");

        Assert.Equal(Own, Assert.Single(message.UserProperties).Value);
        Assert.Equal("b7ad6b7169203331", handled.ParentSpanId.ToHexString());
    }

    [Fact]
    public async Task Without_a_listener_the_callers_context_still_travels_and_nothing_else()
    {
        await using var host = await StartAsync(static _ => { });
        var heard = await host.ListenAsync("greenhouse/#");

        await host.Get<IGreenhouse>().TickAsync("north", 3, 1);
        using var outer = new Activity("outer").SetIdFormat(ActivityIdFormat.W3C).Start();
        await host.Get<IGreenhouse>().TickAsync("north", 3, 2);

        Assert.Empty((await heard.ReadAsync().AsTask().WaitAsync(TestHost.Patience)).UserProperties);
        Assert.Equal(outer.Id, (await heard.ReadAsync().AsTask().WaitAsync(TestHost.Patience)).UserProperties["traceparent"]);
    }

    [Fact]
    public async Task Middleware_sees_the_context_and_runs_inside_the_span()
    {
        using var spans = new SpanCollector();
        var middleware = new NotingMiddleware();
        await using var host = await TestHost.StartAsync(
            mqtt => mqtt.AddPublisher<IGreenhouse>().AddHandler<GreenhouseService>().AddPublishMiddleware<NotingMiddleware>(),
            services: services => services.AddSingleton<Recorder>().AddSingleton(middleware));

        await host.Get<IGreenhouse>().TickAsync("north", 3, 1);
        var consumer = await spans.WaitAsync("process " + Tick);
        var producer = await spans.WaitAsync("send " + Tick);

        Assert.Equal([producer.Id], middleware.Seen);
        Assert.Equal([producer.Id], middleware.Current);
        Assert.Equal(producer.SpanId, consumer.ParentSpanId);
    }
}
