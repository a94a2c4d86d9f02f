using Microsoft.Extensions.DependencyInjection;

namespace Topiary.Runtime.Tests;

public sealed class StreamedResponseTests
{
    private static Task<TestHost> StartAsync(TimeProvider? time = null) => TestHost.StartAsync(
        mqtt => mqtt.AddPublisher<IGreenhouse>().AddHandler<GreenhouseService>(),
        services: services => services.AddSingleton<Recorder>(),
        time: time);

    [Fact]
    public async Task All_elements_arrive_in_order()
    {
        await using var host = await StartAsync();
        var elements = new List<int>();

        await foreach (var element in host.Get<IGreenhouse>().HistoryAsync("north", 3, 500))
        {
            elements.Add(element);
        }

        Assert.Equal(Enumerable.Range(1, 500), elements);
    }

    [Fact]
    public async Task An_empty_stream_ends()
    {
        await using var host = await StartAsync();

        await foreach (var element in host.Get<IGreenhouse>().HistoryAsync("north", 3, 0))
        {
            Assert.Fail($"{element}");
        }

        Assert.Equal(["history begins", "history ended"], await host.Get<Recorder>().NextAsync(2));
    }

    [Fact]
    public async Task A_refusal_comes_after_the_elements_before_it()
    {
        await using var host = await StartAsync();
        var elements = new List<int>();

        var refusal = await Assert.ThrowsAsync<MqttRequestException>(async () =>
        {
            await foreach (var element in host.Get<IGreenhouse>().HistoryAsync("north", 13, 10))
            {
                elements.Add(element);
            }
        });

        Assert.Equal([1, 2], elements);
        Assert.Equal("unlucky", refusal.Code);
    }

    [Fact]
    public async Task Leaving_the_loop_stops_the_responder()
    {
        await using var host = await StartAsync();

        await foreach (var element in host.Get<IGreenhouse>().HistoryAsync("north", 14, 10))
        {
            if (element == 2)
            {
                break;
            }
        }

        Assert.Equal(["history begins", "sent 1", "sent 2", "history cancelled"], await host.Get<Recorder>().NextAsync(4));
    }

    [Fact]
    public async Task Cancelling_the_token_stops_the_responder()
    {
        await using var host = await StartAsync();
        using var cancel = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var element in host.Get<IGreenhouse>().HistoryAsync("north", 14, 10, cancel.Token))
            {
                if (element == 2)
                {
                    await cancel.CancelAsync();
                }
            }
        });

        Assert.Equal(["history begins", "sent 1", "sent 2", "history cancelled"], await host.Get<Recorder>().NextAsync(4));
    }

    [Fact]
    public async Task A_responder_runs_no_further_ahead_than_its_window()
    {
        await using var host = await StartAsync();
        var recorder = host.Get<Recorder>();
        await using var reader = host.Get<IGreenhouse>().HistoryAsync("north", 3, 1000).GetAsyncEnumerator();

        Assert.True(await reader.MoveNextAsync());
        await recorder.NextAsync(1 + PendingStream.DefaultWindow);
        await reader.DisposeAsync();

        // One element had been made and waited for credit.
        Assert.Equal(["sent 65", "history cancelled"], await recorder.NextAsync(2));
    }

    [Fact]
    public async Task Streams_of_one_topic_do_not_wait_for_each_other()
    {
        await using var host = await StartAsync();
        await using var endless = host.Get<IGreenhouse>().HistoryAsync("north", 14, 10).GetAsyncEnumerator();
        Assert.True(await endless.MoveNextAsync());

        await using var second = host.Get<IGreenhouse>().HistoryAsync("north", 14, 10).GetAsyncEnumerator();

        Assert.True(await second.MoveNextAsync().AsTask().WaitAsync(TestHost.Patience));
        Assert.True((await host.Get<IGreenhouse>().SetValveAsync("north", 3, new(true)).AsTask().WaitAsync(TestHost.Patience)).Open);
    }

    [Fact]
    public async Task A_request_for_a_stream_that_nobody_handles_fails_at_once()
    {
        await using var host = await TestHost.StartAsync(mqtt => mqtt.AddPublisher<IGreenhouse>());
        await using var reader = host.Get<IGreenhouse>().HistoryAsync("north", 3, 1).GetAsyncEnumerator();

        await Assert.ThrowsAsync<MqttNoResponderException>(() => reader.MoveNextAsync().AsTask().WaitAsync(TestHost.Patience));
    }

    [Fact]
    public async Task A_responder_that_falls_silent_ends_the_stream_after_the_deadline()
    {
        var time = new ManualTime();
        await using var host = await TestHost.StartAsync(mqtt => mqtt.AddPublisher<IGreenhouse>(), time: time);
        var requests = await host.ListenAsync("greenhouse/#");
        var responder = await host.ConnectAsync();
        await using var reader = host.Get<IGreenhouse>().HistoryAsync("north", 3, 1).GetAsyncEnumerator();
        var first = reader.MoveNextAsync().AsTask();
        var asked = await requests.ReadAsync().AsTask().WaitAsync(TestHost.Patience);
        await responder.PublishAsync(new MqttMessage
        {
            Topic = asked.ResponseTopic!, CorrelationData = asked.CorrelationData, Payload = "7"u8.ToArray(), UserProperties = new([new("topiary-stream", "1")]),
        });
        Assert.True(await first.WaitAsync(TestHost.Patience));
        Assert.Equal(7, reader.Current);

        var second = reader.MoveNextAsync().AsTask();
        time.Advance(TimeSpan.FromSeconds(7));

        var failure = await Assert.ThrowsAsync<TimeoutException>(() => second.WaitAsync(TestHost.Patience));
        Assert.Equal(
            "The streamed answer to the request on 'greenhouse/north/zones/3/history' has stopped: nothing was heard of the responder for 6000 ms.", failure.Message);
    }

    [Fact]
    public async Task A_lost_element_is_noticed()
    {
        await using var host = await TestHost.StartAsync(mqtt => mqtt.AddPublisher<IGreenhouse>());
        var requests = await host.ListenAsync("greenhouse/#");
        var responder = await host.ConnectAsync();
        await using var reader = host.Get<IGreenhouse>().HistoryAsync("north", 3, 1).GetAsyncEnumerator();
        var first = reader.MoveNextAsync().AsTask();
        var asked = await requests.ReadAsync().AsTask().WaitAsync(TestHost.Patience);

        await responder.PublishAsync(new MqttMessage
        {
            Topic = asked.ResponseTopic!, CorrelationData = asked.CorrelationData, Payload = "7"u8.ToArray(), UserProperties = new([new("topiary-stream", "2")]),
        });

        var failure = await Assert.ThrowsAsync<MqttException>(() => first.WaitAsync(TestHost.Patience));
        Assert.Equal("The streamed answer to the request on 'greenhouse/north/zones/3/history' lost elements: 1 were sent, 0 arrived.", failure.Message);
    }

    [Fact]
    public async Task A_requester_that_is_not_heard_of_any_more_stops_the_responder()
    {
        var time = new ManualTime();
        await using var host = await StartAsync(time);
        var other = await host.ConnectAsync();
        await other.PublishAsync(new MqttMessage
        {
            Topic = "greenhouse/north/zones/14/history", Payload = "10"u8.ToArray(), ResponseTopic = "gone/away", CorrelationData = new byte[16], Expiry = TimeSpan.FromSeconds(3),
        });
        var recorder = host.Get<Recorder>();
        Assert.Equal(["history begins", "sent 1", "sent 2"], await recorder.NextAsync(3));

        time.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal("history cancelled", await recorder.NextAsync());
    }

    [Fact]
    public async Task A_stream_that_is_silent_for_long_goes_on_while_both_sides_are_there()
    {
        var time = new ManualTime();
        await using var host = await StartAsync(time);
        using var cancel = new CancellationTokenSource();
        await using var reader = host.Get<IGreenhouse>().HistoryAsync("north", 14, 10, cancel.Token).GetAsyncEnumerator();
        Assert.True(await reader.MoveNextAsync());
        Assert.True(await reader.MoveNextAsync());
        var words = await host.ListenAsync("topiary/reply/#");
        var third = reader.MoveNextAsync().AsTask();

        // An exchange of "alive" and "credit" each two seconds, a third of the deadline.
        for (var i = 0; i < 12; i++)
        {
            time.Advance(TimeSpan.FromSeconds(2));
            Assert.Equal("alive", (await words.ReadAsync().AsTask().WaitAsync(TestHost.Patience)).UserProperties["topiary-stream"]);
            Assert.Equal("credit 2", (await words.ReadAsync().AsTask().WaitAsync(TestHost.Patience)).UserProperties["topiary-stream"]);
        }

        Assert.False(third.IsCompleted);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => third.WaitAsync(TestHost.Patience));
        Assert.Equal(["history begins", "sent 1", "sent 2", "history cancelled"], await host.Get<Recorder>().NextAsync(4));
    }
}
