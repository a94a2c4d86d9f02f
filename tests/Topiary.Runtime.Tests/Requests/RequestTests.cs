using Microsoft.Extensions.DependencyInjection;
using Topiary.Broker;
using Topiary.Protocol;

namespace Topiary.Runtime.Tests;

public sealed class RequestTests
{
    private static Task<TestHost> StartAsync(TimeProvider? time = null, Action<MqttBrokerOptions>? broker = null) => TestHost.StartAsync(
        mqtt => mqtt.AddPublisher<IGreenhouse>().AddHandler<GreenhouseService>(),
        services: services => services.AddSingleton<Recorder>(),
        time: time,
        broker: broker);

    [Fact]
    public async Task A_request_is_answered()
    {
        await using var host = await StartAsync();

        var state = await host.Get<IGreenhouse>().SetValveAsync("north", 3, new(Open: true)).AsTask().WaitAsync(TestHost.Patience);

        Assert.True(state.Open);
        Assert.Equal("valve north/3 ", await host.Get<Recorder>().NextAsync());
    }

    [Fact]
    public async Task Many_requests_at_once_each_get_their_own_answer()
    {
        await using var host = await StartAsync();
        var greenhouse = host.Get<IGreenhouse>();

        var states = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => greenhouse.SetValveAsync("north", i, new(i % 2 == 0)).AsTask())).WaitAsync(TestHost.Patience);

        Assert.Equal(Enumerable.Range(0, 200).Select(i => i % 2 == 0), states.Select(state => state.Open));
    }

    [Fact]
    public async Task A_refusal_reaches_the_caller_with_code_and_message()
    {
        await using var host = await StartAsync();

        var refusal = await Assert.ThrowsAsync<MqttRequestException>(async () => await host.Get<IGreenhouse>().SetValveAsync("north", 3, new(true, "refuse")));

        Assert.Equal("stuck", refusal.Code);
        Assert.Equal("The valve is stuck.", refusal.Message);
    }

    [Fact]
    public async Task A_refusal_with_text_that_no_user_property_can_carry_still_arrives()
    {
        await using var host = await StartAsync();

        var refusal = await Assert.ThrowsAsync<MqttRequestException>(async () => await host.Get<IGreenhouse>().SetValveAsync("north", 3, new(true, "odd")));

        Assert.Equal("odd", refusal.Code);
        Assert.StartsWith("a b\ufffdxxx", refusal.Message);
        Assert.Equal(4000, refusal.Message.Length);
    }

    [Fact]
    public async Task Any_other_exception_reaches_the_caller_as_internal_without_its_text()
    {
        await using var host = await StartAsync();

        var refusal = await Assert.ThrowsAsync<MqttRequestException>(async () => await host.Get<IGreenhouse>().SetValveAsync("north", 3, new(true, "fail")));

        Assert.Equal("internal", refusal.Code);
        Assert.Equal("The responder failed; its log says why.", refusal.Message);
        Assert.Equal(
            "GreenhouseService.SetValveAsync failed to answer the request on 'greenhouse/north/zones/3/valve' (attempts: 1). The requester is told 'internal'.",
            await host.Log.WaitForAsync(4014));
        Assert.True((await host.Get<IGreenhouse>().SetValveAsync("north", 3, new(true))).Open);
    }

    [Fact]
    public async Task A_request_that_nobody_handles_fails_at_once()
    {
        await using var host = await TestHost.StartAsync(mqtt => mqtt.AddPublisher<IGreenhouse>());

        var failure = await Assert.ThrowsAsync<MqttNoResponderException>(
            () => host.Get<IGreenhouse>().SetValveAsync("north", 3, new(true)).AsTask().WaitAsync(TestHost.Patience));

        Assert.Equal("greenhouse/north/zones/3/valve", failure.Topic);
    }

    [Fact]
    public async Task A_request_without_an_answer_ends_at_its_deadline()
    {
        var time = new ManualTime();
        await using var host = await StartAsync(time);
        var request = host.Get<IGreenhouse>().SetValveAsync("north", 3, new(true, "wait")).AsTask();
        await host.Get<Recorder>().NextAsync();

        time.Advance(TimeSpan.FromMilliseconds(4999));
        Assert.False(request.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));

        var failure = await Assert.ThrowsAsync<TimeoutException>(() => request.WaitAsync(TestHost.Patience));
        Assert.Equal("No answer to the request on 'greenhouse/north/zones/3/valve' within 5000 ms.", failure.Message);
        host.Get<Recorder>().Gate.SetResult();
        Assert.True((await host.Get<IGreenhouse>().SetValveAsync("north", 3, new(true)).AsTask().WaitAsync(TestHost.Patience)).Open);
    }

    [Fact]
    public async Task A_request_whose_deadline_passed_in_the_queue_is_not_executed()
    {
        var time = new ManualTime();
        await using var host = await StartAsync(time);
        var recorder = host.Get<Recorder>();
        var first = host.Get<IGreenhouse>().SetValveAsync("north", 3, new(true, "wait")).AsTask();
        await recorder.NextAsync();
        var second = host.Get<IGreenhouse>().SetValveAsync("north", 3, new(true, "late")).AsTask();
        await host.Get<IGreenhouse>().SetValveAsync("north", 4, new(true)).AsTask().WaitAsync(TestHost.Patience);
        Assert.Equal("valve north/4 ", await recorder.NextAsync());

        time.Advance(TimeSpan.FromSeconds(5));
        await Assert.ThrowsAsync<TimeoutException>(() => first.WaitAsync(TestHost.Patience));
        await Assert.ThrowsAsync<TimeoutException>(() => second.WaitAsync(TestHost.Patience));
        recorder.Gate.SetResult();

        Assert.Equal(
            "A request on 'greenhouse/north/zones/3/valve' for GreenhouseService.SetValveAsync was not executed: its requester's deadline had passed.",
            await host.Log.WaitForAsync(4018));
        Assert.False(recorder.HasMore);
    }

    [Fact]
    public async Task A_cancelled_request_stops_waiting_and_its_late_answer_does_no_harm()
    {
        await using var host = await StartAsync(broker: options => options.Authorizer = new NoCancellations());
        using var cancel = new CancellationTokenSource();
        var request = host.Get<IGreenhouse>().SetValveAsync("north", 3, new(true, "wait"), cancel.Token).AsTask();
        await host.Get<Recorder>().NextAsync();

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request.WaitAsync(TestHost.Patience));
        host.Get<Recorder>().Gate.SetResult();
        await host.Log.WaitForAsync(4031);
        Assert.True((await host.Get<IGreenhouse>().SetValveAsync("north", 3, new(true))).Open);
    }

    [Fact]
    public async Task An_answer_to_a_requester_that_left_does_no_harm()
    {
        await using var host = await StartAsync();
        var other = await host.ConnectAsync();
        await other.PublishAsync(new MqttMessage
        {
            Topic = "greenhouse/north/zones/3/valve", Payload = """{"open":true,"mood":"wait"}"""u8.ToArray(), ResponseTopic = "gone/away", CorrelationData = "x"u8.ToArray(),
        });
        await host.Get<Recorder>().NextAsync();
        await other.DisconnectAsync();

        host.Get<Recorder>().Gate.SetResult();

        Assert.True((await host.Get<IGreenhouse>().SetValveAsync("north", 3, new(true)).AsTask().WaitAsync(TestHost.Patience)).Open);
    }

    [Fact]
    public async Task Another_library_can_ask_and_is_answered_with_its_own_correlation_data()
    {
        await using var host = await StartAsync();
        var answers = await host.ListenAsync("their/answers");
        var other = await host.ConnectAsync();

        await other.PublishAsync(new MqttMessage
        {
            Topic = "greenhouse/north/zones/3/valve", Payload = """{"open":true}"""u8.ToArray(), ResponseTopic = "their/answers", CorrelationData = "abc"u8.ToArray(),
        });

        var answer = await answers.ReadAsync().AsTask().WaitAsync(TestHost.Patience);
        Assert.Equal("""{"open":true}""", answer.GetText());
        Assert.Equal("abc"u8.ToArray(), answer.CorrelationData.ToArray());
        Assert.Equal("application/json", answer.ContentType);
    }

    [Fact]
    public async Task A_request_whose_payload_cannot_be_read_is_refused()
    {
        await using var host = await StartAsync();
        var answers = await host.ListenAsync("their/answers");
        var other = await host.ConnectAsync();

        await other.PublishAsync(new MqttMessage { Topic = "greenhouse/north/zones/3/valve", Payload = "nonsense"u8.ToArray(), ResponseTopic = "their/answers" });

        var answer = await answers.ReadAsync().AsTask().WaitAsync(TestHost.Patience);
        Assert.Equal("unreadable-payload", answer.UserProperties["topiary-error"]);
        Assert.StartsWith("The payload (8 bytes) cannot be read as ValveCommand: ", answer.UserProperties["topiary-error-message"]);
    }

    [Fact]
    public async Task An_answer_that_cannot_be_read_is_reported_with_size_and_type()
    {
        await using var host = await TestHost.StartAsync(mqtt => mqtt.AddPublisher<IGreenhouse>());
        var responder = await host.ConnectAsync();
        var requests = await host.ListenAsync("greenhouse/#");
        var request = host.Get<IGreenhouse>().SetValveAsync("north", 3, new(true)).AsTask();
        var asked = await requests.ReadAsync().AsTask().WaitAsync(TestHost.Patience);

        await responder.PublishAsync(new MqttMessage { Topic = asked.ResponseTopic!, CorrelationData = asked.CorrelationData, Payload = "[]"u8.ToArray() });

        var failure = await Assert.ThrowsAsync<MqttPayloadException>(() => request.WaitAsync(TestHost.Patience));
        Assert.StartsWith("The answer to the request on 'greenhouse/north/zones/3/valve' (2 bytes) cannot be read as ValveState: ", failure.Message);
        Assert.InRange(asked.Expiry!.Value.TotalSeconds, 4, 5);
    }

    [Fact]
    public async Task Requests_need_MQTT_5()
    {
        await using var host = await TestHost.StartAsync(
            mqtt => mqtt.AddPublisher<IGreenhouse>(), mqtt => mqtt.Configure(options => options with { ProtocolVersion = MqttVersion.V311 }));

        var failure = await Assert.ThrowsAsync<NotSupportedException>(async () => await host.Get<IGreenhouse>().SetValveAsync("north", 3, new(true)));

        Assert.Equal(
            "The request 'greenhouse/{house}/zones/{zone}/valve' needs MQTT 5, whose response topic and correlation data it uses; this client is configured for an older version (MqttClientOptions.ProtocolVersion).",
            failure.Message);
    }

    [Fact]
    public async Task Requests_over_a_broker_that_takes_only_3_1_1_say_so()
    {
        await using var broker = new OlderBroker();
        await broker.StartAsync();
        var served = broker.ServeAsync();
        await using var host = await TestHost.StartAsync(mqtt => mqtt.AddPublisher<IGreenhouse>(), mqtt => mqtt.Configure(broker.Configure));
        Assert.Equal(new byte[] { 5, 4 }, await served.WaitAsync(TestHost.Patience));
        await host.Get<IMqttClient>().WaitForConnectedAsync().AsTask().WaitAsync(TestHost.Patience);

        var failure = await Assert.ThrowsAsync<NotSupportedException>(async () => await host.Get<IGreenhouse>().SetValveAsync("north", 3, new(true)));

        Assert.Equal(
            "The request 'greenhouse/{house}/zones/{zone}/valve' needs MQTT 5, whose response topic and correlation data it uses; the broker takes MQTT 3.1.1 only (MqttClientOptions.AllowVersionFallback).",
            failure.Message);
    }
}
