using Topiary.Generators.Tests.Serialization;

namespace Topiary.Generators.Tests;

/// <summary>Contracts with MessagePack payloads over the real client, runtime and broker.</summary>
public sealed class MessagePackRunTests
{
    private const string Contract = """
        using MessagePack;

        [MessagePackObject]
        public sealed record Reading([property: Key(0)] string Sensor, [property: Key(1)] double Celsius);

        public sealed record Question(int Number);
        public sealed record Answer(int Number, Reading? Last);

        public sealed class Reversed : IPayloadSerializer<Answer>
        {
            public void Serialize(Answer value, System.Buffers.IBufferWriter<byte> output) => System.Buffers.BuffersExtensions.Write(output, [(byte)-value.Number]);
            public Answer Deserialize(ReadOnlySpan<byte> payload) => new(-(sbyte)payload[0], null);
        }

        [MqttContract("mp", Format = PayloadFormat.MessagePack)]
        public interface IReadings
        {
            [Topic("reading", Retain = true)] ValueTask ReadAsync(Reading? reading);
            [Topic("number")] ValueTask CountAsync(int number);
            [Topic("ask")] ValueTask<Answer> AskAsync(Question question);
            [Topic("stream")] IAsyncEnumerable<Reading> StreamAsync(int count);
            [Topic("typed", ContentType = "application/x-msgpack")] ValueTask TypedAsync(Question question);
            [Topic("own")] ValueTask OwnAsync([PayloadSerializer(typeof(Reversed))] Answer answer);
            [Topic("json", Format = PayloadFormat.Json)] ValueTask JsonAsync(Question question);
        }
        """;

    [Fact]
    public async Task A_contract_speaks_MessagePack()
    {
        var seen = await RunningApplication.RunAsync(MessagePackAttributeSource.Text, Contract, """
            [MqttHandler(MaxConcurrency = 1)]
            public sealed class Readings(Recorder recorder) : IReadings
            {
                public ValueTask ReadAsync(Reading? reading) { recorder.Add($"{reading?.Sensor ?? "nothing"} {reading?.Celsius}"); return default; }
                public ValueTask CountAsync(int number) { recorder.Add($"number {number}"); return default; }
                public ValueTask<Answer> AskAsync(Question question) => new(new Answer(question.Number + 1, new("last", 2)));
                public async IAsyncEnumerable<Reading> StreamAsync(int count) { for (var i = 0; i < count; i++) { await Task.Yield(); yield return new("s", i); } }
                public ValueTask TypedAsync(Question question) { recorder.Add($"typed {question.Number}"); return default; }
                public ValueTask OwnAsync(Answer answer) { recorder.Add($"own {answer.Number}"); return default; }
                public ValueTask JsonAsync(Question question) { recorder.Add($"json {question.Number}"); return default; }
            }

            [MqttHandler]
            public sealed class Tap(Recorder recorder)
            {
                [Subscribe("mp/number", Format = PayloadFormat.MessagePack)] public void OnNumber(int number) => recorder.Add($"number {number}");
            }

            public static class Scenario
            {
                public static void Add(TopiaryBuilder topiary) => topiary.AddPublisher<IReadings>().AddHandler<Readings>().AddHandler<Tap>();

                public static async Task<string[]> RunAsync(IServiceProvider services, CancellationToken ct)
                {
                    var readings = services.GetRequiredService<IReadings>();
                    var recorder = services.GetRequiredService<Recorder>();
                    var client = services.GetRequiredService<IMqttClient>();
                    var seen = new List<string>();
                    var ready = new TaskCompletionSource();
                    var tap = Task.Run(async () =>
                    {
                        var left = 6;
                        await foreach (var message in client.Messages("mp/+").WithCancellation(ct))
                        {
                            if (message.Topic == "mp/ready") { ready.TrySetResult(); continue; }
                            seen.Add($"{message.Topic} {message.ContentType} {Convert.ToHexString(message.Payload.Span)}");
                            if (--left == 0) break;
                        }
                    });
                    while (!ready.Task.IsCompleted)
                    {
                        await client.PublishAsync("mp/ready", "", QoS.AtLeastOnce, false, ct);
                        await Task.WhenAny(ready.Task, Task.Delay(10, ct));
                    }

                    async Task Next(ValueTask sent) { await sent; seen.Add(await recorder.NextAsync(ct)); }
                    await Next(readings.ReadAsync(new("a", 1.5)));
                    await Next(readings.CountAsync(300));
                    seen.Add(await recorder.NextAsync(ct));
                    await Next(readings.TypedAsync(new(5)));
                    await Next(readings.OwnAsync(new(3, null)));
                    await Next(readings.JsonAsync(new(4)));
                    await Next(readings.ReadAsync(null));
                    await tap;
                    var answer = await readings.AskAsync(new(41));
                    seen.Add($"{answer.Number} {answer.Last?.Sensor}");
                    await foreach (var reading in readings.StreamAsync(2)) seen.Add($"{reading.Sensor} {reading.Celsius}");
                    seen.Sort(StringComparer.Ordinal);
                    return [.. seen];
                }
            }
            """);
        Assert.Equal(
            [
                "42 last", "a 1.5", "json 4", """mp/json application/json 7B226E756D626572223A347D""", "mp/number application/msgpack CD012C", "mp/own  FD",
                "mp/reading  ", "mp/reading application/msgpack 92A161CB3FF8000000000000", "mp/typed application/x-msgpack 81A64E756D62657205", "nothing ", "number 300", "number 300", "own 3", "s 0", "s 1", "typed 5",
            ],
            seen);
    }

    [Fact]
    public async Task What_cannot_be_read_is_a_payload_exception_with_path_and_offset()
    {
        var seen = await RunningApplication.RunAsync(MessagePackAttributeSource.Text, Contract, """
            [MqttHandler(MaxConcurrency = 1)]
            public sealed class Raw
            {
                [Subscribe("mp/ask")] public ReadOnlyMemory<byte> Ask(ReadOnlyMemory<byte> question) => question;
            }

            public static class Scenario
            {
                public static void Add(TopiaryBuilder topiary) => topiary.AddPublisher<IReadings>().AddHandler<Raw>();

                public static async Task<string[]> RunAsync(IServiceProvider services, CancellationToken ct)
                {
                    var client = services.GetRequiredService<IMqttClient>();
                    await client.PublishAsync("mp/reading", new byte[] { 0x92, 0xa1, 0x61, 0xa1 }, QoS.AtLeastOnce, true, ct);
                    var seen = new List<string>();
                    try { await services.GetRequiredService<ITopics<IReadings>>().Read().LatestAsync(ct); }
                    catch (MqttPayloadException e) { seen.Add($"{e.Topic}: {e.InnerException!.Message}"); }

                    // The responder sends the question back: the answer lacks what it needs to be one.
                    var answer = await services.GetRequiredService<IReadings>().AskAsync(new(7));
                    seen.Add($"{answer.Number} {answer.Last?.Sensor}");
                    return [.. seen];
                }
            }
            """);
        Assert.Equal(["mp/reading: The MessagePack payload ends in the middle of a value. Path: $[1] | ByteOffset: 3.", "7 "], seen);
    }
}
