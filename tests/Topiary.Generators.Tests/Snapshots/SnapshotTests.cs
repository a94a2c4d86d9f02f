namespace Topiary.Generators.Tests;

/// <summary>The text of what is generated, one feature each.</summary>
public sealed class SnapshotTests
{
    [Fact]
    public void One_way_topic_with_two_levels_and_a_payload() => Match("""
        namespace Demo;

        public readonly record struct Climate(double Celsius, double Humidity);

        [MqttContract("greenhouse/{house}")]
        public interface IGreenhouse
        {
            [Topic("zones/{zone}/climate", Retain = true)]
            ValueTask ClimateAsync(string house, int zone, Climate reading, CancellationToken ct = default);
        }
        """);

    [Fact]
    public void Request_and_streamed_answer() => Match("""
        namespace Demo;

        [MqttContract]
        internal interface IClock
        {
            [Topic("clock/{city}/now", QoS = QoS.AtMostOnce, TimeoutMilliseconds = 500)]
            Task<DateOnly> NowAsync(string city, int offset);

            [Topic("clock/{city}/set", Idempotent = true)]
            ValueTask<bool> SetAsync(string city, TimeOnly time);

            [Topic("clock/{city}/wind")]
            ValueTask<bool> WindAsync(string city, IProgress<int>? progress = null, CancellationToken ct = default);

            [Topic("clock/{city}/ticks", Window = 8)]
            IAsyncEnumerable<long> Ticks(string city, PublishOptions? options, CancellationToken ct);
        }
        """);

    [Fact]
    public void Rest_of_a_topic_without_payload_and_names_that_are_keywords() => Match("""
        [MqttContract]
        public interface IFiles
        {
            [Topic("files/{class}/{**path}", ExpirySeconds = 60)]
            Task TouchedAsync(string @class, string path, PublishOptions? @default, CancellationToken message);
        }
        """);

    [Fact]
    public void Handler_with_settings() => Match("""
        namespace Demo;

        public sealed record Reading(double Value);

        [MqttHandler(OnUnreadable = UnreadablePolicy.DeadLetter)]
        public sealed class Watch
        {
            [Subscribe("zones/{zone}/climate/{**rest}")]
            [OrderBy("rest", "zone")]
            public void OnClimate(int zone, Reading reading) { }

            [Subscribe("zones/{zone}/rain"), Batch(Size = 10)]
            public Task OnRain(IReadOnlyList<Reading> readings, CancellationToken ct) => Task.CompletedTask;

            [Subscribe("zones/{zone}/wind"), Batch]
            public void OnWind(IReadOnlyList<Received<Reading?>> readings) { }

            [Subscribe("zones/{zone}/light", OnUnreadable = UnreadablePolicy.Reject)]
            public void OnLight(Reading reading) { }
        }
        """);

    [Fact]
    public void Last_will() => Match("""
        namespace Demo;

        [MqttContract]
        public interface IDevice
        {
            [Topic("devices/{id}/gone", Retain = true), Will(DelaySeconds = 5, PublishOnStop = true)]
            ValueTask GoneAsync(int id);
        }
        """);

    [Fact]
    public void Levels_of_every_kind() => Match("""
        namespace Demo;

        public enum Kind { Pump, Valve, @class, Alias = Pump }

        [MqttContract]
        public interface ILevels
        {
            [Topic("{flag}/{number}/{id}/{day}/{time}/{kind}")]
            ValueTask SeenAsync(bool flag, ulong number, Guid id, DateOnly day, TimeOnly time, Kind kind);
        }
        """, "ILevels");

    [Fact]
    public void Contract_that_extends_another_one_and_is_nested() => Match("""
        namespace Demo.@event;

        public static class Outer
        {
            [MqttContract("base")]
            public interface IBase
            {
                [Topic("a")]
                ValueTask AAsync(string text);
            }

            [MqttContract("derived")]
            internal interface IDerived : IBase
            {
                [Topic("b")]
                ValueTask BAsync(ReadOnlyMemory<byte> bytes);

                void NotATopic() { }
            }
        }
        """);

    [Fact]
    public void Handler_that_implements_a_contract() => Match("""
        namespace Demo;

        [MqttContract("m")]
        public interface IMachine
        {
            [Topic("{id}/started")]
            Task StartedAsync(Guid id, PublishOptions? options, CancellationToken ct);

            [Topic("{id}/speed")]
            ValueTask<double> SpeedAsync(Guid id, int factor);

            [Topic("{id}/log")]
            IAsyncEnumerable<string> LogAsync(Guid id, CancellationToken ct);
        }

        [MqttHandler(MaxConcurrency = 4), Retry(3)]
        internal sealed class Machine : IMachine
        {
            Task IMachine.StartedAsync(Guid id, PublishOptions? options, CancellationToken ct) => Task.CompletedTask;

            [Retry(1, 0)]
            public ValueTask<double> SpeedAsync(Guid id, int factor) => new(1.0);

            public IAsyncEnumerable<string> LogAsync(Guid id, CancellationToken ct) => throw new NotSupportedException();
        }
        """, "Handler");

    [Fact]
    public void Handler_of_one_narrowed_topic() => Match("""
        namespace Demo;

        [MqttContract("greenhouse/{house}")]
        public interface IGreenhouse
        {
            [Topic("zones/{zone}/climate", QoS = QoS.ExactlyOnce)]
            ValueTask ClimateAsync(string house, int zone, double celsius);
        }

        [MqttHandler(Share = "alarms")]
        public sealed class Watch
        {
            [Handles<IGreenhouse>(nameof(IGreenhouse.ClimateAsync), "house=north", Ack = AckMode.Manual)]
            public void OnClimate(int zone, double celsius, MessageContext message) { }

            [Handles<IGreenhouse>(nameof(IGreenhouse.ClimateAsync), "zone=3")]
            public ValueTask OnZoneThree(string zone, ReadOnlyMemory<byte> payload) => default;
        }
        """, "Handler");

    [Fact]
    public void Subscriptions_to_any_filter() => Match("""
        [MqttHandler]
        public sealed class Legacy
        {
            [Subscribe("legacy/+/{id}/#", QoS = QoS.ExactlyOnce)]
            [Subscribe("older/{id}")]
            public Task OnLegacy(Guid id, ReadOnlyMemory<byte> payload, CancellationToken ct) => Task.CompletedTask;

            [Subscribe("sum/{**numbers}", Ack = AckMode.OnReceipt)]
            public int Sum(string numbers, int start) => start;

            [Subscribe("later")]
            internal async Task<string?> Later() { await Task.Yield(); return null; }
        }
        """, "Handler");

    [Fact]
    public void Registration_of_an_assembly() => Match("""
        namespace B { [MqttContract] public interface ITwo { [Topic("two")] Task TwoAsync(); } }
        namespace A { [MqttContract] public interface IOne { [Topic("one")] Task OneAsync(); } }

        [MqttHandler]
        public sealed class Both : A.IOne, B.ITwo
        {
            public Task OneAsync() => Task.CompletedTask;
            public Task TwoAsync() => Task.CompletedTask;
        }
        """, "TopiaryRegistration");

    private static void Match(string source, string? only = null, [System.Runtime.CompilerServices.CallerMemberName] string test = "")
    {
        // Serializers have tests of their own.
        string[] kinds = only is null ? [".Contract.", ".Handler."] : [only];
        var run = GeneratorRun.Of(source);
        Assert.Empty(TestCompilation.Problems(run.OutputWithWarnings()));
        Assert.Empty(TestCompilation.Problems(run.OutputInOldestLanguage()));
        Snapshot.Match(
            run.Files.Where(file => kinds.Any(kind => file.Key.Contains(kind, StringComparison.Ordinal))),
            test);
    }
}
