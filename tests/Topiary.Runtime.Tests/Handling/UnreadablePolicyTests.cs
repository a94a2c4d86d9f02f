using Microsoft.Extensions.DependencyInjection;

namespace Topiary.Runtime.Tests;

public sealed class UnreadablePolicyTests
{
    private static Task<TestHost> StartAsync(Action<TopiaryOptionsBuilder>? configure = null) => TestHost.StartAsync(
        mqtt => mqtt.AddPublisher<IGreenhouse>().AddHandler<UnreadableWatch>(), configure, services => services.AddSingleton<Recorder>());

    [Fact]
    public async Task Acknowledge_is_taken_over_from_the_class_logged_and_sends_no_dead_letter()
    {
        await using var host = await StartAsync(mqtt => mqtt.DeadLetterTo("dead/{topic}"));
        var letters = await host.ListenAsync("dead/#");
        var failures = new List<HandlerFailure>();
        host.Get<RuntimeMonitor>().HandlerFailed += failures.Add;
        var other = await host.ConnectAsync();

        await other.PublishAsync("unreadable/class", "{");

        Assert.EndsWith(" The message is acknowledged with reason 0x00.", await host.Log.WaitForAsync(4019));
        Assert.Equal("The payload on 'unreadable/class' that cannot be read begins with 7B.", await host.Log.WaitForAsync(4024));
        await host.Get<RuntimeMonitor>().WhenIdleAsync().WaitAsync(TestHost.Patience);
        Assert.Equal(0, host.Get<TopiaryRuntime>().Client.Statistics.Unacknowledged);
        Assert.False(letters.TryPeek(out _));
        Assert.Empty(failures);
    }

    [Fact]
    public async Task Reject_refuses_with_0x99_even_where_there_is_a_dead_letter_topic()
    {
        await using var host = await StartAsync(mqtt => mqtt.DeadLetterTo("dead/{topic}"));
        var letters = await host.ListenAsync("dead/#");
        var other = await host.ConnectAsync();

        await other.PublishAsync("unreadable/reject", "{");

        Assert.EndsWith(" The message is acknowledged with reason 0x99.", await host.Log.WaitForAsync(4019));
        await host.Get<RuntimeMonitor>().WhenIdleAsync().WaitAsync(TestHost.Patience);
        Assert.Equal(0, host.Get<TopiaryRuntime>().Client.Statistics.Unacknowledged);
        Assert.False(letters.TryPeek(out _));
    }

    [Fact]
    public async Task DeadLetter_carries_the_bytes_the_cause_and_the_time()
    {
        var time = new ManualTime();
        await using var host = await TestHost.StartAsync(
            mqtt => mqtt.AddHandler<UnreadableWatch>(), mqtt => mqtt.DeadLetterTo("dead/{topic}"), services => services.AddSingleton<Recorder>(), time);
        var letters = await host.ListenAsync("dead/#");
        var other = await host.ConnectAsync();

        await other.PublishAsync("unreadable/letter", new byte[] { 0xFF, 0x00 });

        var letter = await letters.ReadAsync().AsTask().WaitAsync(TestHost.Patience);
        Assert.Equal([0xFF, 0x00], letter.Payload.ToArray());
        Assert.Equal("unreadable/letter", letter.UserProperties["topiary-origin"]);
        Assert.Equal("UnreadableWatch.OnLetter", letter.UserProperties["topiary-handler"]);
        Assert.Equal(time.GetUtcNow(), DateTimeOffset.Parse(letter.UserProperties["topiary-time"]!, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Contains("JsonException: ", letter.UserProperties["topiary-cause"]);
    }

    [Fact]
    public async Task Reject_acknowledges_on_an_older_protocol_which_has_no_reasons()
    {
        await using var host = await StartAsync(mqtt => mqtt.Configure(options => options with { ProtocolVersion = Protocol.MqttVersion.V311 }));
        var other = await host.ConnectAsync();

        await other.PublishAsync("unreadable/reject", "{");

        await host.Log.WaitForAsync(4019);
        await host.Get<RuntimeMonitor>().WhenIdleAsync().WaitAsync(TestHost.Patience);
        Assert.Equal(0, host.Get<TopiaryRuntime>().Client.Statistics.Unacknowledged);
        Assert.Equal(MqttClientState.Connected, host.Get<IMqttClient>().State);
    }

    [Fact]
    public async Task DeadLetter_without_a_dead_letter_topic_refuses()
    {
        await using var host = await StartAsync();
        var other = await host.ConnectAsync();

        await other.PublishAsync("unreadable/letter", "{");

        Assert.EndsWith(" The message is acknowledged with reason 0x99.", await host.Log.WaitForAsync(4019));
    }

    [Fact]
    public async Task A_request_that_cannot_be_read_is_answered_and_goes_where_the_policy_says()
    {
        await using var host = await StartAsync(mqtt => mqtt.DeadLetterTo("dead/{topic}"));
        var letters = await host.ListenAsync("dead/#");
        var answers = await host.ListenAsync("answers");
        var other = await host.ConnectAsync();

        await other.PublishAsync(new MqttMessage { Topic = "greenhouse/north/zones/3/valve", Payload = "?"u8.ToArray(), ResponseTopic = "answers" });

        var answer = await answers.ReadAsync().AsTask().WaitAsync(TestHost.Patience);
        Assert.Equal("unreadable-payload", answer.UserProperties["topiary-error"]);
        var letter = await letters.ReadAsync().AsTask().WaitAsync(TestHost.Patience);
        Assert.Equal("?", letter.GetText());
        Assert.Equal("dead/greenhouse/north/zones/3/valve", letter.Topic);
    }
}
