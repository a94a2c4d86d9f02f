using System.Diagnostics;

namespace Topiary.Runtime.Tests;

/// <summary>Spans of messages that a program takes: from streams, and as retained values.</summary>
[Collection(TelemetryCollection.Name)]
public sealed class ReceiveTracingTests
{
    private const string State = "devices/{id}/state";

    private static Task<TestHost> StartAsync() => TestHost.StartAsync(
        mqtt => mqtt.AddPublisher<IDevice>().AddPublisher<IGreenhouse>(), mqtt => mqtt.ClientId("app"));

    [Fact]
    public async Task The_latest_value_is_received_within_what_asks_and_linked_to_its_sender()
    {
        using var spans = new SpanCollector();
        await using var host = await StartAsync();
        await host.Get<IDevice>().StateAsync("kitchen", new DeviceState(true, 1));
        using var asking = new Activity("asking").Start();

        Assert.NotNull(await host.Get<ITopics<IDevice>>().State("kitchen").LatestAsync());
        Assert.Null(await host.Get<ITopics<IDevice>>().State("cellar").LatestAsync());

        Assert.Same(asking, Activity.Current);
        var received = Assert.Single(spans.All, span => span.DisplayName == "receive " + State);
        var sent = await spans.WaitAsync("send " + State);
        Assert.Equal((ActivityKind.Consumer, asking.SpanId), (received.Kind, received.ParentSpanId));
        Assert.Equal(sent.SpanId, Assert.Single(received.Links).Context.SpanId);
        var tags = received.TagObjects.ToDictionary();
        Assert.Equal(
            ("mqtt", "receive", "receive", "devices/kitchen/state", State, "devices/kitchen/state", "app", "broker"),
            (tags["messaging.system"], tags["messaging.operation.name"], tags["messaging.operation.type"], tags["messaging.destination.name"],
                tags["messaging.destination.template"], tags["messaging.destination.subscription.name"], tags["messaging.client.id"], tags["server.address"]));
        Assert.Equal((0, sent.GetTagItem("messaging.message.body.size")), (tags["topiary.qos"], tags["messaging.message.body.size"]));
        Assert.False(tags.ContainsKey("error.type"));
    }

    [Fact]
    public async Task A_followed_state_receives_each_change_once_and_no_repetition()
    {
        using var spans = new SpanCollector();
        await using var host = await StartAsync();
        await host.Get<IDevice>().StateAsync("kitchen", new DeviceState(true, 1));
        using var asking = new Activity("asking").Start();
        await using var state = await host.Get<ITopics<IDevice>>().State("kitchen").StateAsync();
        await spans.WaitAsync("receive " + State);

        host.LoseSessions();
        await host.Get<IDevice>().StateAsync("kitchen", new DeviceState(true, 2));
        await spans.WaitAsync("receive " + State, span => span != spans.All.First(first => first.DisplayName == "receive " + State));
        await host.Get<IMqttClient>().PublishAsync("devices/kitchen/state", ReadOnlyMemory<byte>.Empty, QoS.AtLeastOnce, retain: true);
        var deleted = await spans.WaitAsync("receive " + State, span => span.GetTagItem("messaging.message.body.size") is 0);

        var received = spans.All.Where(span => span.DisplayName == "receive " + State).ToList();
        Assert.Equal(3, received.Count);
        Assert.Same(deleted, received[^1]);
        Assert.All(received, span => Assert.Equal((ActivityKind.Consumer, default, 1), (span.Kind, span.ParentSpanId, span.Links.Count())));
        Assert.Equal(
            spans.All.Where(span => span.DisplayName == "send " + State || span.DisplayName == "send").Select(span => span.SpanId),
            received.Select(span => span.Links.Single().Context.SpanId));
        Assert.Same(asking, Activity.Current);
    }

    [Fact]
    public async Task What_cannot_be_read_is_received_with_the_error()
    {
        using var spans = new SpanCollector();
        await using var host = await StartAsync();
        await host.Get<IMqttClient>().PublishAsync("devices/kitchen/state", "no JSON"u8.ToArray(), QoS.AtLeastOnce, retain: true);
        var topics = host.Get<ITopics<IDevice>>();

        await Assert.ThrowsAsync<MqttPayloadException>(async () => await topics.State("kitchen").LatestAsync());
        await using var state = await topics.State("kitchen").StateAsync();
        Assert.False(state.HasValue);
        await using var stream = topics.State().GetAsyncEnumerator();
        var next = stream.MoveNextAsync();
        await spans.WaitAsync("receive " + State, span => span.GetTagItem("messaging.destination.subscription.name") is "devices/+/state");

        var received = spans.All.Where(span => span.DisplayName == "receive " + State).ToList();
        Assert.Equal(3, received.Count);
        Assert.All(received, span => Assert.Equal((ActivityStatusCode.Error, "System.Text.Json.JsonException"), (span.Status, span.GetTagItem("error.type"))));
        await host.Get<IDevice>().StateAsync("kitchen", new DeviceState(true));
        Assert.True(await next.AsTask().WaitAsync(TestHost.Patience));
    }
}
