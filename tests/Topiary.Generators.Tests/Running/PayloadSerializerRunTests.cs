namespace Topiary.Generators.Tests;

/// <summary>What contracts say about how payloads are written is what goes over the wire.</summary>
public sealed class PayloadSerializerRunTests
{
    [Fact]
    public async Task Serializers_of_the_user_are_found_on_types_parameters_methods_and_answers()
    {
        var seen = await RunningApplication.RunAsync(""""
            using System.Buffers;
            using System.Text;

            public sealed class Pairs : IPayloadSerializer<Pair>
            {
                public void Serialize(Pair value, IBufferWriter<byte> output) => output.Write(Encoding.UTF8.GetBytes($"{value.A}|{value.B}"));
                public Pair Deserialize(ReadOnlySpan<byte> payload) => Encoding.UTF8.GetString(payload).Split('|') is [var a, var b] ? new(int.Parse(a), int.Parse(b)) : throw new FormatException("No pair.");
            }

            public class Words(string prefix) : IPayloadSerializer<string>
            {
                public void Serialize(string value, IBufferWriter<byte> output) => output.Write(Encoding.UTF8.GetBytes(prefix + value));
                public string Deserialize(ReadOnlySpan<byte> payload) => prefix + "<" + Encoding.UTF8.GetString(payload);
            }

            public sealed class One() : Words("1");
            public sealed class Two() : Words("2");

            [PayloadSerializer(typeof(Pairs))]
            public sealed record Pair(int A, int B);

            [MqttContract("wire", Naming = JsonNaming.SnakeCaseLower)]
            public interface IWire
            {
                [Topic("pair")] ValueTask PairAsync(Pair? pair);
                [Topic("word")] ValueTask WordAsync([PayloadSerializer(typeof(One))] string word);
                [Topic("method"), PayloadSerializer(typeof(Two))] [return: PayloadSerializer(typeof(One))] ValueTask<string> AskAsync(string word);
                [Topic("json")] ValueTask JsonAsync(Reading reading);
            }

            public sealed record Reading(double WaterLevel, Reading? BeforeThis = null);

            [MqttHandler(MaxConcurrency = 1)]
            public sealed class Wire(Recorder recorder) : IWire
            {
                public ValueTask PairAsync(Pair? pair) { recorder.Add($"{(pair is null ? "none" : pair.A + pair.B)}"); return default; }
                public ValueTask WordAsync(string word) { recorder.Add($"{word}"); return default; }
                public ValueTask<string> AskAsync(string word) => ValueTask.FromResult(word + "!");
                public ValueTask JsonAsync(Reading reading) { recorder.Add($"{reading.BeforeThis!.WaterLevel}"); return default; }
            }

            [MqttHandler(MaxConcurrency = 1)]
            public sealed class Tap(Recorder recorder)
            {
                [Subscribe("wire/{name}")] public void On(string name, string payload) => recorder.Add($"{name} {payload}");
                [Subscribe("tap")] public void OnTap([PayloadSerializer(typeof(Two))] string payload) => recorder.Add($"{payload}");
                [Subscribe("named", Naming = JsonNaming.KebabCaseLower)] public void OnNamed(Reading reading) => recorder.Add($"{reading.BeforeThis!.WaterLevel}");
            }

            public static class Scenario
            {
                public static void Add(TopiaryBuilder topiary) => topiary.AddPublisher<IWire>().AddHandler<Wire>().AddHandler<Tap>();

                public static async Task<string[]> RunAsync(IServiceProvider services, CancellationToken ct)
                {
                    var wire = services.GetRequiredService<IWire>();
                    var recorder = services.GetRequiredService<Recorder>();
                    var seen = new List<string>();
                    async Task Next(ValueTask sent, int count = 2)
                    {
                        await sent;
                        var both = new List<string>();
                        for (var i = 0; i < count; i++) both.Add(await recorder.NextAsync(ct));
                        both.Sort(StringComparer.Ordinal);
                        seen.AddRange(both);
                    }

                    await Next(wire.PairAsync(new(3, 4)));
                    await Next(wire.PairAsync(null));
                    await Next(wire.WordAsync("w"));
                    seen.Add(await wire.AskAsync("q"));
                    seen.Add(await recorder.NextAsync(ct));
                    await Next(wire.JsonAsync(new(1.5, new(2))));
                    await services.GetRequiredService<IMqttClient>().PublishAsync("tap", "t", QoS.AtLeastOnce, false, ct);
                    seen.Add(await recorder.NextAsync(ct));
                    await services.GetRequiredService<IMqttClient>().PublishAsync("named", """{"water-level":1,"before-this":{"water-level":8}}""", QoS.AtLeastOnce, false, ct);
                    seen.Add(await recorder.NextAsync(ct));
                    return [.. seen];
                }
            }
            """");
        Assert.Equal(
            [
                "7", "pair 3|4", "none", "pair ", "1<1w", "word 1w", "1<12<2q!", "method 2q",
                "2", """json {"water_level":1.5,"before_this":{"water_level":2,"before_this":null}}""", "2<t", "8",
            ],
            seen);
    }
}
