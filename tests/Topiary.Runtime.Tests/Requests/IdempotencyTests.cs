using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Topiary.Testing;

namespace Topiary.Runtime.Tests;

public sealed class IdempotencyTests
{
    private static Task<TestHost> StartAsync(IdempotencyOptions? options = null, TimeProvider? time = null) => TestHost.StartAsync(
        mqtt => mqtt.AddPublisher<IAccounts>().AddHandler<Accounts>(),
        mqtt => mqtt.Idempotency(options ?? new()),
        services => services.AddSingleton<Recorder>(),
        time);

    private static MqttMessage Request(string account, string amount, byte correlation) => new()
    {
        Topic = $"accounts/{account}/pay",
        Payload = System.Text.Encoding.UTF8.GetBytes(amount),
        ResponseTopic = "answers",
        CorrelationData = new[] { correlation },
    };

    private static async Task<string> NextAsync(ChannelReader<MqttMessage> answers)
    {
        var answer = await answers.ReadAsync().AsTask().WaitAsync(TestHost.Patience);
        return $"{answer.CorrelationData.Span[0]} {answer.GetText()}{answer.UserProperties["topiary-error"]} {answer.ContentType}";
    }

    [Fact]
    public async Task A_request_that_comes_again_is_answered_as_before_and_executed_once()
    {
        await using var host = await StartAsync();
        var answers = await host.ListenAsync("answers");
        var other = await host.ConnectAsync();

        await other.PublishAsync(Request("a", "5", 1));
        Assert.Equal("1 6 text/plain", await NextAsync(answers));
        await other.PublishAsync(Request("a", "5", 1));
        Assert.Equal("1 6 text/plain", await NextAsync(answers));
        await other.PublishAsync(Request("a", "5", 2));
        Assert.Equal("2 6 text/plain", await NextAsync(answers));

        Assert.Equal(["pay a 5", "pay a 5"], await host.Get<Recorder>().NextAsync(2));
        Assert.False(host.Get<Recorder>().HasMore);
        Assert.Equal("Accounts.PayAsync has answered the request on 'accounts/a/pay' before; it gets the same answer again.", await host.Log.WaitForAsync(4035));
    }

    [Fact]
    public async Task A_repeat_that_comes_while_the_first_one_runs_gets_its_answer()
    {
        await using var host = await StartAsync();
        var answers = await host.ListenAsync("answers");
        var other = await host.ConnectAsync();

        await other.PublishAsync(Request("gated", "5", 1));
        Assert.Equal("pay gated 5", await host.Get<Recorder>().NextAsync());
        await other.PublishAsync(Request("gated", "5", 1));
        host.Get<Recorder>().Gate.SetResult();

        Assert.Equal(["1 6 text/plain", "1 6 text/plain"], [await NextAsync(answers), await NextAsync(answers)]);
        Assert.False(host.Get<Recorder>().HasMore);
    }

    [Fact]
    public async Task A_refusal_is_remembered_and_a_failure_is_not()
    {
        await using var host = await StartAsync();
        var answers = await host.ListenAsync("answers");
        var other = await host.ConnectAsync();

        foreach (var amount in new[] { "13", "13", "14", "14" })
        {
            await other.PublishAsync(Request("a", amount, byte.Parse(amount, System.Globalization.CultureInfo.InvariantCulture)));
        }

        Assert.Equal(
            ["13 poor ", "13 poor ", "14 internal ", "14 internal "],
            [await NextAsync(answers), await NextAsync(answers), await NextAsync(answers), await NextAsync(answers)]);
        Assert.Equal(["pay a 13", "pay a 14", "pay a 14"], await host.Get<Recorder>().NextAsync(3));
        Assert.False(host.Get<Recorder>().HasMore);
    }

    [Fact]
    public async Task The_requester_asks_again_after_a_lost_connection_and_gets_the_answer_that_was_lost()
    {
        await using var mqtt = await MqttTestHost.StartAsync(services =>
        {
            services.AddSingleton<Recorder>();
            services.AddTopiary().AddPublisher<IAccounts>().AddHandler<EarlyAccounts>();
        });
        var recorder = mqtt.Get<Recorder>();
        var paid = mqtt.Get<IAccounts>().PayAsync("gated", 5).AsTask();
        Assert.Equal("pay 5", await recorder.NextAsync());
        await mqtt.Client.PublishAsync("other", "so that the acknowledgement has left");

        // The answer is lost with the connection.
        mqtt.Faults.CutConnectionAtNext(PacketType.Publish);
        recorder.Gate.SetResult();
        while (!paid.IsCompleted)
        {
            mqtt.Time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        Assert.Equal(6, await paid);
        Assert.Equal(0, mqtt.Faults.Pending);
        Assert.False(recorder.HasMore);
    }

    [Fact]
    public void Answers_are_forgotten_by_number_by_size_and_by_time()
    {
        var time = new ManualTime();
        var cache = new ReplyCache(new IdempotencyOptions { Capacity = 2, MaxBytes = 2000, Retention = TimeSpan.FromSeconds(10) }, time);
        cache.Add(Key(1), Reply(10));
        cache.Add(Key(2), Reply(10));
        cache.Add(Key(3), Reply(10));
        Assert.False(cache.TryGet(Key(1), out _));
        Assert.True(cache.TryGet(Key(2), out _));

        cache.Add(Key(4), Reply(1200));
        Assert.Equal(1, cache.Count);
        Assert.True(cache.TryGet(Key(4), out var known));
        Assert.Equal(1200, known.Value!.Payload.Length);
        cache.Add(Key(5), Reply(5000));
        Assert.False(cache.TryGet(Key(5), out _));

        time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.True(cache.TryGet(Key(4), out _));
        time.Advance(TimeSpan.FromSeconds(.1));
        Assert.False(cache.TryGet(Key(4), out _));
        Assert.Equal(0, cache.Count);

        static ReplyKey Key(int number) => new("H.M", "t", "answers", $"{number}");
        static KnownReply Reply(int size) => new(new CapturedReply(new byte[size], ""), null);
    }

    [Fact]
    public void Options_that_make_no_sense_are_refused()
    {
        var services = new ServiceCollection();
        Assert.Throws<ArgumentOutOfRangeException>(() => services.AddTopiary(mqtt => mqtt.Idempotency(new() { Capacity = 0 })));
        Assert.Throws<ArgumentOutOfRangeException>(() => services.AddTopiary(mqtt => mqtt.Idempotency(new() { MaxBytes = 0 })));
        Assert.Throws<ArgumentOutOfRangeException>(() => services.AddTopiary(mqtt => mqtt.Idempotency(new() { Retention = TimeSpan.Zero })));
    }
}
