namespace Topiary.Generators.Tests;

/// <summary>Sources that several tests use.</summary>
internal static class Samples
{
    public const string Greenhouse = """
        namespace My.App;

        /// <summary>What a zone measures.</summary>
        public readonly record struct Climate(double Celsius, double Humidity, DateTimeOffset At);

        /// <summary>What a valve is told.</summary>
        public sealed record ValveCommand(bool Open, TimeSpan? For = null);

        /// <summary>What a valve says.</summary>
        public sealed record ValveState(bool Open, DateTimeOffset Since);

        /// <summary>How a zone is shaded.</summary>
        public enum Shade { Open, Half, Closed }

        /// <summary>A greenhouse.</summary>
        [MqttContract("greenhouse/{house}")]
        public interface IGreenhouse
        {
            /// <summary>Says what a zone measures.</summary>
            [Topic("zones/{zone}/climate", QoS = QoS.AtLeastOnce, Retain = true)]
            ValueTask ClimateAsync(string house, int zone, Climate reading, CancellationToken ct = default);

            /// <summary>Says how a zone is shaded.</summary>
            [Topic("zones/{zone}/shade/{shade}")]
            ValueTask ShadeAsync(string house, int zone, Shade shade, CancellationToken ct = default);

            /// <summary>Moves a valve.</summary>
            [Topic("zones/{zone}/valve", TimeoutMilliseconds = 5000)]
            ValueTask<ValveState> SetValveAsync(string house, int zone, ValveCommand command, CancellationToken ct = default);

            /// <summary>Tells what was measured.</summary>
            [Topic("zones/{zone}/history")]
            IAsyncEnumerable<Climate> HistoryAsync(string house, int zone, TimeSpan last, CancellationToken ct = default);
        }

        /// <summary>Watches the climate.</summary>
        [MqttHandler(Share = "alarms")]
        public sealed class ClimateWatch
        {
            /// <summary>Called with each reading.</summary>
            [Handles<IGreenhouse>(nameof(IGreenhouse.ClimateAsync), "house=north")]
            public void OnClimate(int zone, Climate reading, MessageContext message) { }

            /// <summary>Called with old messages.</summary>
            [Subscribe("legacy/+/{id}/#", QoS = QoS.ExactlyOnce)]
            public Task OnLegacy(Guid id, ReadOnlyMemory<byte> payload, CancellationToken ct) => Task.CompletedTask;
        }
        """;

    /// <summary>A payload of every kind, and handlers of them.</summary>
    public const string Formats = """
        namespace My.Formats;

        using System.Text.Json;
        using System.Text.Json.Serialization;

        public sealed record Packed(int A, List<string> B, Packed? Inner);
        public sealed record Open(OneOf<int, string> Id) { [JsonExtensionData] public Dictionary<string, JsonElement>? More { get; init; } }
        [JsonDerivedType(typeof(Circle), "circle")] public abstract record Shape;
        public sealed record Circle(double Radius) : Shape;
        public enum Power { on, off }

        [MqttContract("formats")]
        public interface IFormats
        {
            [Topic("packed", Format = PayloadFormat.MessagePack)] ValueTask PackedAsync(Packed packed);
            [Topic("open")] ValueTask OpenAsync(Open open);
            [Topic("shape")] ValueTask<Shape> ShapeAsync(Shape shape);
            [Topic("power")] ValueTask PowerAsync(OneOf<Open, Power, string> power);
            [Topic("maybe")] ValueTask MaybeAsync(double? value);
        }

        [MqttHandler]
        public sealed class FormatsHandler
        {
            [Handles<IFormats>(nameof(IFormats.PackedAsync))] public void OnPacked(Packed packed) { }
            [Subscribe("formats/{kind}", Naming = JsonNaming.SnakeCaseLower)] public void OnAny(string kind, Open open) { }
        }
        """;
}
