// What is hard about documents. The tests of the generator take it as text, the interoperability tests compile it.
#pragma warning disable CS1573 // Not every parameter has a comment.
using System.Text.Json;
using System.Text.Json.Serialization;
using Topiary;

namespace Plant.Floor
{
    /// <summary>How loud it is.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<Loudness>))]
    public enum Loudness
    {
        /// <summary>Nothing is heard.</summary>
        Silent,
        [JsonStringEnumMemberName("very loud")] Loud,
    }

    public enum Shift : byte { Early = 1, Late = 2, Night = 4 }

    [Flags, JsonConverter(typeof(JsonStringEnumConverter<Doors>))]
    public enum Doors { None, Front, Back }

    /// <summary>A machine; "quoted" \ back, %20;$(x)@(y) &lt;&amp;&gt; Grün 😀 and <c>#endif</c>.</summary>
    /// <param name="Name">What it is called, see <see cref="Machine"/>.</param>
    /// <param name="Shift">When it runs.</param>
    public sealed record Machine(string Name, Shift Shift = Shift.Late, Loudness Loudness = Loudness.Loud, string? Note = null, int Speed = 1200)
    {
        /// <summary>Its parts, <i>itself</i> included.</summary>
        public IReadOnlyList<Machine?> Parts { get; init; } = [];
        public required Dictionary<Shift, double[]?> Loads { get; init; }
        [JsonPropertyName("$limits"), JsonNumberHandling(JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.AllowNamedFloatingPointLiterals)]
        public double? Limit { get; init; }
        public Optional<string?> Owner { get; init; }
        [JsonConverter(typeof(UnixSecondsConverter))] public DateTimeOffset Since { get; init; }
        public OneOf<bool, double, string> Reading { get; init; }
        public Doors Doors { get; init; }
        public byte[]? Picture { get; init; }
        public JsonElement Raw { get; init; }
        [JsonIgnore] public int Hidden { get; init; }
        [JsonExtensionData] public Dictionary<string, JsonElement>? Others { get; init; }
    }

    /// <summary>What happened.</summary>
    [JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
    [JsonDerivedType(typeof(Started), "started"), JsonDerivedType(typeof(Stopped), 2)]
    public abstract record Event(DateTimeOffset At);

    /// <summary>It runs.</summary>
    public sealed record Started(DateTimeOffset At) : Event(At);

    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    public sealed record Stopped(DateTimeOffset At, Guid By, DateOnly? Until, TimeSpan For, Uri Reason) : Event(At);

    /// <summary>Machines of a floor.</summary>
    [MqttContract("plant/{floor}", Naming = JsonNaming.SnakeCaseLower)]
    public interface IMachines
    {
        /// <summary>Says what a machine is.
        /// <para>Sent when it changes.</para></summary>
        /// <param name="floor">Number of the floor, <c>0</c> being the ground.</param>
        /// <param name="night">Whether it is for the night.</param>
        /// <param name="machine">The machine, or null when it is gone.</param>
        [Topic("{shift}/{night}/state", QoS = QoS.ExactlyOnce, Retain = true, ExpirySeconds = 3600)]
        Task StateAsync(sbyte floor, Shift shift, bool night, Machine? machine);

        [Topic("events")]
        Task EventsAsync(sbyte floor, Event[] events);

        /// <summary>Tells a file.</summary>
        /// <param name="path">Where it is.</param>
        [Topic("files/{**path}", ContentType = "image/png")]
        Task FileAsync(sbyte floor, string path, ReadOnlyMemory<byte> bytes);

        [Topic("speed")]
        Task SpeedAsync(sbyte floor, decimal speed);

        /// <returns>How many are left.</returns>
        [Topic("count", TimeoutMilliseconds = 200, Idempotent = true)]
        ValueTask<int> CountAsync(sbyte floor);

        /// <summary>Takes a machine apart.</summary>
        /// <param name="progress">The part that is being taken off.</param>
        /// <returns>Whether it could be done.</returns>
        [Topic("dismantle")]
        Task<bool> DismantleAsync(sbyte floor, IProgress<Machine> progress, CancellationToken ct = default);

        /// <summary>Tells what happens from now on.</summary>
        /// <returns>What happened.</returns>
        [Topic("watch/{name}", Window = 8)]
        IAsyncEnumerable<Event> WatchAsync(sbyte floor, string name, TimeSpan longest, CancellationToken ct = default);

        [Topic("alive"), Will(DelaySeconds = 5)]
        Task AliveAsync(sbyte floor, string text);
    }

    [MqttContract("packed", Format = PayloadFormat.MessagePack)]
    public interface IPacked
    {
        [Topic("machine")]
        Task MachineAsync(Plant.Office.Machine machine);
    }
}

namespace Plant.Office
{
    public sealed record Machine(int Id, DateTime? Bought, List<string?> Tags);

    [MqttContract("office")]
    public interface IMachines
    {
        [Topic("state")]
        Task StateAsync(Machine machine);
    }

    /// <summary>Answers.</summary>
    [MqttHandler]
    public sealed class Desk : IMachines
    {
        public Task StateAsync(Machine machine) => Task.CompletedTask;

        /// <summary>Counts what is on a floor.</summary>
        /// <param name="floor">Which one.</param>
        [Handles<Plant.Floor.IMachines>(nameof(Plant.Floor.IMachines.CountAsync), "floor=1")]
        public int Count(sbyte floor) => 1;

        [Subscribe("any/+/{when}/#", QoS = QoS.AtMostOnce)]
        public Machine Any(DateOnly when, Dictionary<string, int?> numbers) => new(1, null, []);

        [Subscribe("bare/{id}")]
        public void Bare(int id) { }
    }
}
