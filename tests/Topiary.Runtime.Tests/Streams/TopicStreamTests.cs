using Microsoft.Extensions.DependencyInjection;

namespace Topiary.Runtime.Tests;

public sealed class TopicStreamTests
{
    private static Task<TestHost> StartAsync() => TestHost.StartAsync(mqtt => mqtt.AddPublisher<IGreenhouse>());

    [Fact]
    public async Task A_stream_yields_levels_payload_and_context()
    {
        await using var host = await StartAsync();
        await host.Get<IGreenhouse>().ClimateAsync("north", 3, new(21.5, .4));
        var stream = host.Get<ITopics<IGreenhouse>>().Climate(house: "north");

        await using var reader = stream.GetAsyncEnumerator();
        Assert.True(await reader.MoveNextAsync().AsTask().WaitAsync(TestHost.Patience));
        var kept = reader.Current;
        var next = reader.MoveNextAsync().AsTask();
        await host.Get<IGreenhouse>().ClimateAsync("south", 3, new(0, 0));
        await host.Get<IGreenhouse>().ClimateAsync("north", 4, new(22, .4));
        Assert.True(await next.WaitAsync(TestHost.Patience));

        Assert.Equal("greenhouse/north/zones/+/climate", stream.Filter);
        Assert.Equal(("north", 3, new Climate(21.5, .4)), (kept.House, kept.Zone, kept.Reading));
        Assert.True(kept.Context.Retain);
        Assert.Equal("greenhouse/north/zones/3/climate", kept.Context.Topic);
        Assert.Equal(("north", 4, 22d), (reader.Current.House, reader.Current.Zone, reader.Current.Reading.Celsius));
        Assert.False(reader.Current.Context.Retain);
    }

    [Fact]
    public async Task A_message_that_cannot_be_read_is_left_out_and_logged()
    {
        await using var host = await StartAsync();
        await using var reader = host.Get<ITopics<IGreenhouse>>().Tick().GetAsyncEnumerator();
        var next = reader.MoveNextAsync().AsTask();
        var client = await host.ConnectAsync();
        await SubscribedAsync(host, "greenhouse/+/zones/+/tick");

        await client.PublishAsync("greenhouse/north/zones/1/tick", "many");
        await client.PublishAsync("greenhouse/north/zones/one/tick", "1");
        await client.PublishAsync("greenhouse/north/zones/1/tick", "5");

        Assert.True(await next.WaitAsync(TestHost.Patience));
        Assert.Equal(5, reader.Current.Value);
        Assert.StartsWith(
            "A message on 'greenhouse/north/zones/1/tick' cannot be read by the stream of 'greenhouse/+/zones/+/tick' and is left out: The payload (4 bytes) cannot be read as Int32: ",
            Assert.Single(host.Log.Texts(4040)));
        Assert.Single(host.Log.Texts(4042));
    }

    [Fact]
    public async Task The_retained_value_is_found_and_null_when_there_is_none()
    {
        await using var host = await StartAsync();
        var topics = host.Get<ITopics<IGreenhouse>>();
        await host.Get<IGreenhouse>().ClimateAsync("north", 3, new(21.5, .4));

        Assert.Equal(new Climate(21.5, .4), await topics.Climate("north", 3).LatestAsync().AsTask().WaitAsync(TestHost.Patience));
        Assert.Null(await topics.Climate("north", 4).LatestAsync().AsTask().WaitAsync(TestHost.Patience));
        Assert.Null(await topics.Note("north").LatestAsync().AsTask().WaitAsync(TestHost.Patience));
    }

    [Fact]
    public async Task The_retained_value_is_found_while_others_read_the_same_filter()
    {
        await using var host = await StartAsync();
        var topics = host.Get<ITopics<IGreenhouse>>();
        await host.Get<IGreenhouse>().ClimateAsync("north", 3, new(21.5, .4));
        await using var reader = topics.Climate("north", 3).GetAsyncEnumerator();
        Assert.True(await reader.MoveNextAsync().AsTask().WaitAsync(TestHost.Patience));

        var both = await Task.WhenAll(topics.Climate("north", 3).LatestAsync().AsTask(), topics.Climate("north", 3).LatestAsync().AsTask()).WaitAsync(TestHost.Patience);

        Assert.All(both, latest => Assert.Equal(21.5, latest?.Celsius));
    }

    [Fact]
    public async Task A_retained_value_that_cannot_be_read_is_reported()
    {
        await using var host = await StartAsync();
        var client = await host.ConnectAsync();
        await client.PublishAsync("greenhouse/north/zones/3/climate", "[]", retain: true);

        var failure = await Assert.ThrowsAsync<MqttPayloadException>(
            () => host.Get<ITopics<IGreenhouse>>().Climate("north", 3).LatestAsync().AsTask().WaitAsync(TestHost.Patience));

        Assert.StartsWith("The message on 'greenhouse/north/zones/3/climate' cannot be read: The payload (2 bytes) cannot be read as Climate: ", failure.Message);
    }

    [Fact]
    public async Task The_latest_of_many_topics_is_refused()
    {
        await using var host = await StartAsync();

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => host.Get<ITopics<IGreenhouse>>().Climate("north").LatestAsync().AsTask());

        Assert.Equal(
            "LatestAsync needs every level: 'greenhouse/north/zones/+/climate' may have many retained messages. Enumerate the stream in its place.", failure.Message);
    }

    [Fact]
    public async Task A_level_that_would_change_the_filter_is_refused()
    {
        await using var host = await StartAsync();

        Assert.Throws<ArgumentException>("house", () => host.Get<ITopics<IGreenhouse>>().Climate("+"));
        Assert.Throws<ArgumentException>("path", () => host.Get<ITopics<IGreenhouse>>().Log("north", "a/#"));
        Assert.Equal("greenhouse/north/log/a/b", host.Get<ITopics<IGreenhouse>>().Log("north", "a/b").Filter);
        Assert.Equal("greenhouse/+/log/#", host.Get<ITopics<IGreenhouse>>().Log().Filter);
    }

    [Fact]
    public async Task A_full_buffer_drops_the_oldest_when_it_was_told_to()
    {
        await using var host = await StartAsync();
        await using var reader = host.Get<ITopics<IGreenhouse>>().Tick("north", 1).Buffered(2, FullMode.DropOldest).GetAsyncEnumerator();
        var first = reader.MoveNextAsync().AsTask();
        await SubscribedAsync(host, "greenhouse/north/zones/1/tick");
        await host.Get<IGreenhouse>().TickAsync("north", 1, 0);
        Assert.True(await first.WaitAsync(TestHost.Patience));
        var seen = await host.ListenAsync("greenhouse/north/zones/1/tick");

        var unacknowledged = host.Get<TopiaryRuntime>().Client;
        var client = await host.ConnectAsync();
        for (var i = 1; i <= 5; i++)
        {
            await client.PublishAsync("greenhouse/north/zones/1/tick", $"{i}");
            await seen.ReadAsync().AsTask().WaitAsync(TestHost.Patience);
        }

        await host.Log.WaitForAsync(4041);
        await WaitForReceivedAsync(unacknowledged, 6);
        Assert.True(await reader.MoveNextAsync());
        Assert.Equal(4, reader.Current.Value);
        Assert.True(await reader.MoveNextAsync());
        Assert.Equal(5, reader.Current.Value);
    }

    [Fact]
    public async Task A_reader_that_waits_leaves_messages_unacknowledged_until_it_takes_them()
    {
        await using var host = await StartAsync();
        var client = host.Get<TopiaryRuntime>().Client;
        await using var reader = host.Get<ITopics<IGreenhouse>>().Log("north").Buffered(2, FullMode.Wait).GetAsyncEnumerator();
        var first = reader.MoveNextAsync().AsTask();
        await SubscribedAsync(host, "greenhouse/north/log/#");
        var other = await host.ConnectAsync();
        for (var i = 0; i < 4; i++)
        {
            await other.PublishAsync("greenhouse/north/log/x", $"{i}");
        }

        Assert.True(await first.WaitAsync(TestHost.Patience));
        await WaitForReceivedAsync(client, 4);
        Assert.Equal(3, client.Statistics.Unacknowledged);
        for (var i = 1; i < 4; i++)
        {
            Assert.True(await reader.MoveNextAsync());
            Assert.Equal($"{i}", reader.Current.Text);
        }

        Assert.Equal(0, client.Statistics.Unacknowledged);
    }

    [Fact]
    public async Task Cancelling_ends_the_enumeration()
    {
        await using var host = await StartAsync();
        using var cancel = new CancellationTokenSource();
        var reading = Task.Run(async () =>
        {
            await foreach (var message in host.Get<ITopics<IGreenhouse>>().Tick().WithCancellation(cancel.Token))
            {
                Assert.Fail($"{message}");
            }
        });
        await SubscribedAsync(host, "greenhouse/+/zones/+/tick");

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.WaitAsync(TestHost.Patience));
    }

    /// <summary>A second receiver's answer comes after the first one's.</summary>
    private static async Task SubscribedAsync(TestHost host, string filter) =>
        await host.Get<IMqttClient>().SubscribeAsync(filter, QoS.AtLeastOnce).AsTask().WaitAsync(TestHost.Patience);

    private static async Task WaitForReceivedAsync(MqttClient client, long count)
    {
        var begin = TimeProvider.System.GetTimestamp();
        while (client.Statistics.Received < count)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begin) < TestHost.Patience, $"{client.Statistics.Received} of {count} messages came.");
            await Task.Yield();
        }
    }
}
