namespace Topiary.Generators.Tests;

/// <summary>Methods with <c>[Handles]</c> and <c>[Subscribe]</c> are called for just the topics that they name.</summary>
public sealed class HandlerRunTests
{
    private const string Greenhouse = """
        public readonly record struct Climate(double Celsius);

        public enum Shade { Open, Closed }

        [MqttContract("greenhouse/{house}")]
        public interface IGreenhouse
        {
            [Topic("zones/{zone}/climate", Retain = true)] ValueTask ClimateAsync(string house, int zone, Climate reading);
            [Topic("zones/{zone}/shade/{shade}")] ValueTask ShadeAsync(string house, int zone, Shade shade);
            [Topic("ask")] ValueTask<int> AskAsync(string house, int number);
            [Topic("files/{**path}")] ValueTask FileAsync(string house, string path, byte[] content);
        }
        """;

    [Fact]
    public async Task Handles_takes_one_topic_narrowed_and_the_parameters_it_names()
    {
        var seen = await RunningApplication.RunAsync(Greenhouse, """
            public abstract class Watching(Recorder recorder)
            {
                protected Recorder Seen { get; } = recorder;

                [Handles<IGreenhouse>(nameof(IGreenhouse.ClimateAsync), "house=north")]
                public virtual void OnNorth(Climate reading, int zone, MessageContext message) => Seen.Add($"north {zone} {reading.Celsius} {message.Topic} {message.QoS}");
            }

            [MqttHandler(MaxConcurrency = 1)]
            public sealed class Watch(Recorder recorder) : Watching(recorder)
            {
                [Handles<IGreenhouse>(nameof(IGreenhouse.ClimateAsync), "house=south", "zone=2")]
                internal Task OnSouth(string house, string zone, ReadOnlyMemory<byte> payload, CancellationToken ct)
                {
                    Seen.Add($"south {house} {zone} {System.Text.Encoding.UTF8.GetString(payload.Span)}");
                    return Task.CompletedTask;
                }

                [Handles<IGreenhouse>(nameof(IGreenhouse.ShadeAsync), "shade=Closed")]
                public ValueTask OnShade(Shade shade) { Seen.Add($"{shade}"); return default; }

                [Handles<IGreenhouse>(nameof(IGreenhouse.FileAsync))]
                public void OnFile(string path, byte[] content) => Seen.Add($"{path} {content.Length}");

                [Handles<IGreenhouse>(nameof(IGreenhouse.AskAsync))]
                public int Answer(int number) => number * 2;
            }

            public static class Scenario
            {
                public static void Add(TopiaryBuilder topiary) => topiary.AddPublisher<IGreenhouse>().AddHandler<Watch>();

                public static async Task<string[]> RunAsync(IServiceProvider services, CancellationToken ct)
                {
                    var greenhouse = services.GetRequiredService<IGreenhouse>();
                    var recorder = services.GetRequiredService<Recorder>();
                    var seen = new List<string>();
                    await greenhouse.ClimateAsync("west", 1, new(1));
                    await greenhouse.ClimateAsync("south", 1, new(1));
                    await greenhouse.ClimateAsync("north", 3, new(21.5));
                    seen.Add(await recorder.NextAsync(ct));
                    await greenhouse.ClimateAsync("south", 2, new(4));
                    seen.Add(await recorder.NextAsync(ct));
                    await greenhouse.ShadeAsync("south", 2, Shade.Open);
                    await greenhouse.ShadeAsync("south", 2, Shade.Closed);
                    seen.Add(await recorder.NextAsync(ct));
                    await greenhouse.FileAsync("south", "a/b", [1, 2]);
                    seen.Add(await recorder.NextAsync(ct));
                    seen.Add((await greenhouse.AskAsync("south", 21)).ToString());
                    return [.. seen];
                }
            }
            """);
        Assert.Equal(
            ["north 3 21.5 greenhouse/north/zones/3/climate AtLeastOnce", "south south 2 {\"celsius\":4}", "Closed", "a/b 2", "42"], seen);
    }

    [Fact]
    public async Task Subscribe_takes_any_filter_and_levels_that_do_not_parse_are_not_dispatched()
    {
        var seen = await RunningApplication.RunAsync("""
            [MqttHandler(MaxConcurrency = 1)]
            public sealed class Legacy(Recorder recorder)
            {
                [Subscribe("legacy/+/{id}/#", QoS = QoS.ExactlyOnce)]
                public void OnLegacy(int id, string payload) => recorder.Add($"legacy {id} {payload}");

                [Subscribe("+/sole/{day}")]
                public void OnDay(DayOfWeek day) => recorder.Add($"{day}");
            }

            public static class Scenario
            {
                public static void Add(TopiaryBuilder topiary) => topiary.AddHandler<Legacy>();

                public static async Task<string[]> RunAsync(IServiceProvider services, CancellationToken ct)
                {
                    var client = services.GetRequiredService<IMqttClient>();
                    var recorder = services.GetRequiredService<Recorder>();
                    var seen = new List<string>();
                    string[] topics = ["legacy/a/x/b", "legacy/a/07/b", "legacy/a/7", "legacy//8/b/c", "a/sole/friday", "a/sole/5", "a/sole/Friday"];
                    foreach (var topic in topics)
                    {
                        await client.PublishAsync(topic, topic);
                        if (topic is not ("legacy/a/x/b" or "legacy/a/07/b" or "a/sole/friday" or "a/sole/5"))
                        {
                            seen.Add(await recorder.NextAsync(ct));
                        }
                    }

                    return [.. seen];
                }
            }
            """);
        Assert.Equal(["legacy 7 legacy/a/7", "legacy 8 legacy//8/b/c", "Friday"], seen);
    }

    [Fact]
    public async Task The_rest_is_one_level_or_more_whether_it_is_published_handled_or_streamed()
    {
        var seen = await RunningApplication.RunAsync(Greenhouse, """
            [MqttHandler(MaxConcurrency = 1)]
            public sealed class Named(Recorder recorder)
            {
                [Handles<IGreenhouse>(nameof(IGreenhouse.FileAsync))]
                public void OnFile(string house, string path) => recorder.Add($"named '{path}'");
            }

            [MqttHandler(MaxConcurrency = 1)]
            public sealed class Unnamed(Recorder recorder)
            {
                [Handles<IGreenhouse>(nameof(IGreenhouse.FileAsync))]
                public void OnFile(string house) => recorder.Add($"unnamed");

                [Subscribe("greenhouse/north/files/{**path}")]
                public void OnTemplate(MessageContext message) => recorder.Add($"template {message.Topic}");
            }

            [MqttHandler(MaxConcurrency = 1)]
            public sealed class Wildcard(Recorder recorder)
            {
                [Subscribe("greenhouse/north/files/#")]
                public void OnAny(MessageContext message) => recorder.Add($"wildcard {message.Topic}");
            }

            public static class Scenario
            {
                public static void Add(TopiaryBuilder topiary) =>
                    topiary.AddPublisher<IGreenhouse>().AddHandler<Named>().AddHandler<Unnamed>().AddHandler<Wildcard>();

                public static async Task<string[]> RunAsync(IServiceProvider services, CancellationToken ct)
                {
                    var client = services.GetRequiredService<IMqttClient>();
                    var recorder = services.GetRequiredService<Recorder>();
                    var greenhouse = services.GetRequiredService<IGreenhouse>();
                    var stream = services.GetRequiredService<ITopics<IGreenhouse>>().File("north").GetAsyncEnumerator(ct);
                    var next = stream.MoveNextAsync();

                    // The topic above, and a rest of one empty level: neither can be written as a rest.
                    await client.PublishAsync("greenhouse/north/files", "");
                    await client.PublishAsync("greenhouse/north/files/", "");
                    var seen = new List<string> { await recorder.NextAsync(ct), await recorder.NextAsync(ct) };
                    foreach (var path in new[] { "", "a", "a//b/", "/" })
                    {
                        try
                        {
                            await greenhouse.FileAsync("north", path, [1]);
                        }
                        catch (ArgumentException e)
                        {
                            seen.Add(e.ParamName!);
                            continue;
                        }

                        var all = new List<string>();
                        for (var i = 0; i < 4; i++)
                        {
                            all.Add(await recorder.NextAsync(ct));
                        }

                        all.Sort(StringComparer.Ordinal);
                        await next;
                        seen.Add(string.Join(", ", all) + $", streamed '{stream.Current.Path}'");
                        next = stream.MoveNextAsync();
                    }

                    return [.. seen];
                }
            }
            """);
        Assert.Equal(
            [
                "wildcard greenhouse/north/files",
                "wildcard greenhouse/north/files/",
                "path",
                "named 'a', template greenhouse/north/files/a, unnamed, wildcard greenhouse/north/files/a, streamed 'a'",
                "named 'a//b/', template greenhouse/north/files/a//b/, unnamed, wildcard greenhouse/north/files/a//b/, streamed 'a//b/'",
                "named '/', template greenhouse/north/files//, unnamed, wildcard greenhouse/north/files//, streamed '/'",
            ],
            seen);
    }

    [Fact]
    public async Task Topics_are_offered_as_typed_streams()
    {
        var seen = await RunningApplication.RunAsync(Greenhouse, """
            public static class Scenario
            {
                public static void Add(TopiaryBuilder topiary) => topiary.AddPublisher<IGreenhouse>();

                public static async Task<string[]> RunAsync(IServiceProvider services, CancellationToken ct)
                {
                    var topics = services.GetRequiredService<ITopics<IGreenhouse>>();
                    var greenhouse = services.GetRequiredService<IGreenhouse>();
                    await greenhouse.ClimateAsync("north", 3, new(21.5));
                    var seen = new List<string>
                    {
                        topics.Climate().Filter,
                        topics.Climate("north", 3).Filter,
                        topics.Climate(zone: 3).Filter,
                        topics.Shade(shade: Shade.Closed).Filter,
                        topics.File().Filter,
                        topics.File(path: "a/b").Filter,
                        FormattableString.Invariant($"{(await topics.Climate("north", 3).LatestAsync(ct))?.Celsius}"),
                        $"{await topics.Climate("north", 4).LatestAsync(ct) is null}",
                    };
                    await foreach (var (house, zone, reading, context) in topics.Climate(house: "north").WithCancellation(ct))
                    {
                        seen.Add(FormattableString.Invariant($"{house}/{zone}: {reading.Celsius} {context.Retain}"));
                        break;
                    }

                    try { _ = topics.Climate("a/b"); }
                    catch (ArgumentException e) { seen.Add(e.ParamName!); }
                    try { _ = topics.Shade(shade: (Shade)9); }
                    catch (ArgumentException e) { seen.Add(e.ParamName!); }
                    return [.. seen];
                }
            }
            """);
        Assert.Equal(
            [
                "greenhouse/+/zones/+/climate", "greenhouse/north/zones/3/climate", "greenhouse/+/zones/3/climate",
                "greenhouse/+/zones/+/shade/Closed", "greenhouse/+/files/#", "greenhouse/+/files/a/b", "21.5", "True",
                "north/3: 21.5 True", "house", "shade",
            ],
            seen);
    }

    [Fact]
    public async Task Levels_that_format_and_parse_utf8_only_are_published_handled_and_selected()
    {
        var seen = await RunningApplication.RunAsync("""
            public readonly record struct Serial(int Number) : IUtf8SpanFormattable, IUtf8SpanParsable<Serial>
            {
                public bool TryFormat(Span<byte> destination, out int written, ReadOnlySpan<char> format, IFormatProvider? provider) =>
                    System.Text.Unicode.Utf8.TryWrite(destination, provider, $"S-{Number}-{new string('x', 100)}", out written);

                public static Serial Parse(ReadOnlySpan<byte> text, IFormatProvider? provider) => TryParse(text, provider, out var value) ? value : throw new FormatException();

                public static bool TryParse(ReadOnlySpan<byte> text, IFormatProvider? provider, out Serial value)
                {
                    value = default;
                    if (!text.StartsWith("S-"u8) || !System.Buffers.Text.Utf8Parser.TryParse(text[2..], out int number, out _)) return false;
                    value = new(number);
                    return true;
                }
            }

            [MqttContract] public interface IMeter { [Topic("meter/{serial}")] Task ReadAsync(Serial serial, double value); }

            [MqttHandler] public sealed class Meter(Recorder recorder) : IMeter
            {
                public Task ReadAsync(Serial serial, double value) { recorder.Add($"{serial.Number} {value}"); return Task.CompletedTask; }
            }

            public static class Scenario
            {
                public static void Add(TopiaryBuilder topiary) => topiary.AddPublisher<IMeter>().AddHandler<Meter>();

                public static async Task<string[]> RunAsync(IServiceProvider services, CancellationToken ct)
                {
                    await services.GetRequiredService<IMeter>().ReadAsync(new(5), 1.5);
                    var topics = services.GetRequiredService<ITopics<IMeter>>();
                    return [await services.GetRequiredService<Recorder>().NextAsync(ct), topics.Read().Filter, topics.Read(new Serial(5)).Filter];
                }
            }
            """);
        Assert.Equal(["5 1.5", "meter/+", $"meter/S-5-{new string('x', 100)}"], seen);
    }

    [Fact]
    public async Task Contracts_of_another_assembly_are_published_handled_and_streamed()
    {
        var seen = await RunningApplication.RunWithLibraryAsync(Greenhouse, """
            [MqttHandler]
            public sealed class Everything(Recorder recorder) : IGreenhouse
            {
                public ValueTask ClimateAsync(string house, int zone, Climate reading) { recorder.Add($"{house} {zone} {reading.Celsius}"); return default; }
                public ValueTask ShadeAsync(string house, int zone, Shade shade) { recorder.Add($"{shade}"); return default; }
                public ValueTask<int> AskAsync(string house, int number) => new(number + 1);
                public ValueTask FileAsync(string house, string path, byte[] content) => default;
            }

            [MqttContract("more")]
            public interface IMore : IGreenhouse { [Topic("more")] Task MoreAsync(Climate climate); }

            public static class Scenario
            {
                public static void Add(TopiaryBuilder topiary) => topiary.AddPublisher<IGreenhouse>().AddPublisher<IMore>().AddHandler<Everything>();

                public static async Task<string[]> RunAsync(IServiceProvider services, CancellationToken ct)
                {
                    var recorder = services.GetRequiredService<Recorder>();
                    await services.GetRequiredService<IGreenhouse>().ClimateAsync("north", 3, new(1.5));
                    var first = await recorder.NextAsync(ct);
                    await services.GetRequiredService<IMore>().ShadeAsync("north", 3, Shade.Closed);
                    var second = await recorder.NextAsync(ct);
                    var third = await services.GetRequiredService<IMore>().AskAsync("north", 1);
                    ITopics<IMore> topics = services.GetRequiredService<ITopics<IMore>>();
                    return [first, second, $"{third}", topics.Climate().Filter, topics.More().Filter];
                }
            }
            """);
        Assert.Equal(["north 3 1.5", "Closed", "2", "greenhouse/+/zones/+/climate", "more/more"], seen);
    }
}
