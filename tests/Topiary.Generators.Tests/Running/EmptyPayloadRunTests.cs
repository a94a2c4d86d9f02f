namespace Topiary.Generators.Tests;

/// <summary>A payload that may be null is empty when it is null, for publishers, handlers and streams alike.</summary>
public sealed class EmptyPayloadRunTests
{
    [Fact]
    public async Task Null_is_sent_as_an_empty_payload_and_an_empty_payload_is_null()
    {
        var seen = await RunningApplication.RunAsync("""
            public sealed record State(string Power);
            public readonly record struct Reading(double Celsius);

            [MqttContract("devices/{id}")]
            public interface IDevices
            {
                [Topic("state", Retain = true)] ValueTask StateAsync(string id, State? state);
                [Topic("reading")] ValueTask ReadingAsync(string id, Reading? reading);
                [Topic("note")] ValueTask NoteAsync(string id, string? note);
                [Topic("sure")] ValueTask SureAsync(string id, State state);
            }

            [MqttHandler(MaxConcurrency = 1)]
            public sealed class Devices(Recorder recorder) : IDevices
            {
                public ValueTask StateAsync(string id, State? state) => Add($"{id} {state?.Power ?? "gone"}");
                public ValueTask ReadingAsync(string id, Reading? reading) => Add($"{id} {(reading is { } present ? present.Celsius : double.NaN)}");
                public ValueTask NoteAsync(string id, string? note) => Add($"{id} {note ?? "no note"}");
                public ValueTask SureAsync(string id, State state) => Add($"{id} {state.Power}");

                [Subscribe("raw/{id}")]
                public void OnRaw(string id, Reading? reading) => Add($"{id} {reading.HasValue}");

                private ValueTask Add(FormattableString text)
                {
                    recorder.Add(text);
                    return default;
                }
            }

            public static class Scenario
            {
                public static void Add(TopiaryBuilder topiary) => topiary.AddPublisher<IDevices>().AddHandler<Devices>();

                public static async Task<string[]> RunAsync(IServiceProvider services, CancellationToken ct)
                {
                    var devices = services.GetRequiredService<IDevices>();
                    var recorder = services.GetRequiredService<Recorder>();
                    var topics = services.GetRequiredService<ITopics<IDevices>>();
                    var client = services.GetRequiredService<IMqttClient>();
                    var seen = new List<string>();
                    async Task Next(ValueTask sent)
                    {
                        await sent;
                        seen.Add(await recorder.NextAsync(ct));
                    }

                    await Next(devices.StateAsync("a", new("ON")));
                    seen.Add((await topics.State("a").LatestAsync(ct))?.Power ?? "nothing retained");
                    await using (var stream = topics.State("b").GetAsyncEnumerator(ct))
                    {
                        await Next(devices.StateAsync("b", new("ON")));
                        await stream.MoveNextAsync(); // The retained value: from here on it is subscribed.
                        await Next(devices.StateAsync("b", null));
                        await stream.MoveNextAsync();
                        seen.Add(stream.Current.State is null ? "stream: null" : "stream: a value");
                    }

                    await Next(devices.StateAsync("a", null));
                    seen.Add((await topics.State("a").LatestAsync(ct))?.Power ?? "nothing retained");
                    await Next(devices.ReadingAsync("a", new Reading(1.5)));
                    await Next(devices.ReadingAsync("a", null));
                    await Next(devices.NoteAsync("a", "x"));
                    await Next(devices.NoteAsync("a", null));
                    await client.PublishAsync("raw/1", "", QoS.AtLeastOnce, false, ct);
                    seen.Add(await recorder.NextAsync(ct));
                    await client.PublishAsync("raw/2", "{}", QoS.AtLeastOnce, false, ct);
                    seen.Add(await recorder.NextAsync(ct));
                    return [.. seen];
                }
            }
            """);
        Assert.Equal(
            ["a ON", "ON", "b ON", "b gone", "stream: null", "a gone", "nothing retained", "a 1.5", "a NaN", "a x", "a no note", "1 False", "2 True"],
            seen);
    }

    [Fact]
    public async Task A_topic_that_is_nothing_but_its_rest_is_read()
    {
        var seen = await RunningApplication.RunAsync("""
            [MqttHandler]
            public sealed class Everything(Recorder recorder)
            {
                [Subscribe("{**rest}")]
                public void On(string rest, string payload) => recorder.Add($"{rest} {payload}");
            }

            public static class Scenario
            {
                public static void Add(TopiaryBuilder topiary) => topiary.AddHandler<Everything>();

                public static async Task<string[]> RunAsync(IServiceProvider services, CancellationToken ct)
                {
                    await services.GetRequiredService<IMqttClient>().PublishAsync("a/b", "c", QoS.AtLeastOnce, false, ct);
                    return [await services.GetRequiredService<Recorder>().NextAsync(ct)];
                }
            }
            """);
        Assert.Equal(["a/b c"], seen);
    }
}
