namespace Topiary.Generators.Tests.Serialization;

/// <summary>Types that together use every feature that the JSON serializers have.</summary>
internal static class FuzzTypes
{
    public static readonly string[] Names =
    [
        "My.App.Climate", "My.App.Telemetry", "My.App.Scalars", "My.App.Nullables", "My.App.Collections", "My.App.Dictionaries",
        "My.App.Tree", "My.App.Derived", "My.App.Ignoring", "My.App.Included", "My.App.Ordered", "My.App.Envelope<My.App.Climate>",
        "My.App.Envelope<List<int?>>", "My.App.Defaults", "My.App.Mutable", "My.App.Strict", "My.App.Enums", "My.App.Outer.Inner", "My.App.Many",
        "My.App.Accessors<string>", "List<My.App.Point>", "My.App.Point[]", "Dictionary<string, My.App.Point?>", "int", "double?", "string", "My.App.Mode", "My.App.Access",
        "IReadOnlyList<string>", "JsonElement", "My.App.Open", "KeyValuePair<string, int>", "My.App.@class", "My.App.Shadowing", "byte[]",
        "My.App.Numbers", "My.App.Converted", "My.App.Tag",
    ];

    public const string Source = """
        namespace My.App
        {
            using System.Collections.Immutable;
            using System.Collections.ObjectModel;
            using System.Text.Json.Nodes;

            public enum Mode { Off, On = 1, Auto = 5, Alias = 1 }
            public enum Small : byte { A, B = 200 }
            public enum Big : ulong { A, B = ulong.MaxValue }
            [Flags] public enum Access { None = 0, Read = 1, Write = 2, Both = 3, Execute = 4 }
            [JsonConverter(typeof(JsonStringEnumConverter<Quality>))] public enum Quality { Good, Bad, [JsonStringEnumMemberName("not known")] Unknown }

            public readonly record struct Climate(double Celsius, double Humidity, DateTimeOffset At);
            public readonly record struct Point(int X, int Y = 7);
            public sealed record Reading(string Sensor, double Value, Quality Quality, int? Count = 3);

            public sealed record Telemetry(string Device, DateTimeOffset At, Mode Mode, double? Battery, List<Reading> Readings)
            {
                [JsonPropertyName("n-o.t e")] public string Note { get; init; } = "none";
                public required long Revision { get; init; }
                public string Summary => Device + Revision;
            }

            public class Scalars
            {
                public string? Text { get; set; }
                public bool Bool { get; set; }
                public byte Byte { get; set; }
                public sbyte SByte { get; set; }
                public short Short { get; set; }
                public ushort UShort { get; set; }
                public int Int { get; set; }
                public uint UInt { get; set; }
                public long Long { get; set; }
                public ulong ULong { get; set; }
                public float Float { get; set; }
                public double Double { get; set; }
                public decimal Decimal { get; set; }
                public Half Half { get; set; }
                public Int128 Int128 { get; set; }
                public UInt128 UInt128 { get; set; }
                public char Char { get; set; } = 'x';
                public DateTime DateTime { get; set; }
                public DateTimeOffset DateTimeOffset { get; set; }
                public DateOnly DateOnly { get; set; }
                public TimeOnly TimeOnly { get; set; }
                public TimeSpan TimeSpan { get; set; }
                public Guid Guid { get; set; }
                public Uri? Uri { get; set; }
                public Version? Version { get; set; }
                public byte[]? Bytes { get; set; }
                public ReadOnlyMemory<byte> ReadOnlyMemory { get; set; }
                public Memory<byte> Memory { get; set; }
            }

            public sealed record Nullables(bool? Bool, int? Int, ulong? ULong, float? Float, decimal? Decimal, Half? Half, DateTime? DateTime, TimeSpan? TimeSpan, Guid? Guid, Quality? Quality, Mode? Mode, Point? Point, char? Char, DateOnly? DateOnly);

            public class Collections
            {
                public int[]? Ints { get; set; }
                public string?[]? Texts { get; set; }
                public double[][]? Matrix { get; set; }
                public List<Point>? Points { get; set; }
                public IReadOnlyList<Reading?>? Readings { get; init; }
                public IList<int?>? IList { get; set; }
                public IEnumerable<string>? IEnumerable { get; set; }
                public ICollection<Quality>? ICollection { get; set; }
                public IReadOnlyCollection<byte>? IReadOnlyCollection { get; set; }
                public HashSet<string>? HashSet { get; set; }
                public ISet<int>? ISet { get; set; }
                public ImmutableArray<int> ImmutableArray { get; set; } = ImmutableArray<int>.Empty;
                public ImmutableList<string>? ImmutableList { get; set; }
                public ImmutableHashSet<int>? ImmutableHashSet { get; set; }
                public Queue<int>? Queue { get; set; }
                public Stack<int>? Stack { get; set; }
                public LinkedList<int>? LinkedList { get; set; }
                public SortedSet<int>? SortedSet { get; set; }
                public Collection<Point>? Collection { get; set; }
                public List<List<bool>>? Nested { get; set; }
            }

            public class Dictionaries
            {
                public Dictionary<string, int>? Plain { get; set; }
                public IDictionary<string, Point>? IDictionary { get; set; }
                public IReadOnlyDictionary<string, Reading?>? IReadOnlyDictionary { get; set; }
                public Dictionary<int, string?>? ByInt { get; set; }
                public Dictionary<ulong, int>? ByULong { get; set; }
                public Dictionary<Guid, int>? ByGuid { get; set; }
                public Dictionary<Mode, int>? ByMode { get; set; }
                public Dictionary<Quality, int[]>? ByQuality { get; set; }
                public Dictionary<Access, int>? ByAccess { get; set; }
                public Dictionary<DateOnly, int>? ByDate { get; set; }
                public Dictionary<bool, int>? ByBool { get; set; }
                public Dictionary<char, int>? ByChar { get; set; }
                public Dictionary<DateTime, int>? ByDateTime { get; set; }
                public Dictionary<DateTimeOffset, int>? ByMoment { get; set; }
                public Dictionary<TimeOnly, int>? ByTimeOfDay { get; set; }
                public Dictionary<TimeSpan, int>? ByTimeSpan { get; set; }
                public Dictionary<Uri, int>? ByUri { get; set; }
                public Dictionary<Version, int>? ByVersion { get; set; }
                public Dictionary<double, int>? ByDouble { get; set; }
                public Dictionary<decimal, int>? ByDecimal { get; set; }
                public Dictionary<float, int>? ByFloat { get; set; }
                public Dictionary<Half, int>? ByHalf { get; set; }
                public Dictionary<Int128, int>? ByInt128 { get; set; }
                public Dictionary<byte, int>? ByByte { get; set; }
                public Dictionary<short, int>? ByShort { get; set; }
                public SortedDictionary<string, int?>? Sorted { get; set; }
                public ImmutableDictionary<string, int>? Immutable { get; set; }
                public Dictionary<string, Dictionary<string, double>>? Nested { get; set; }
            }

            public sealed record Tree(string Name, Tree? Left, Tree? Right, List<Tree>? More);

            public class Base { public int Id { get; set; } public virtual string? Name { get; set; } [JsonPropertyName("was")] public int Old { get; set; } }
            public class Derived : Base { public override string? Name { get; set; } public bool Extra { get; init; } = true; }
            public class Shadowing : Base { public new string? Old { get; set; } public new long Id { get; set; } }

            public class Ignoring
            {
                [JsonIgnore] public int Never { get; set; }
                [JsonIgnore(Condition = JsonIgnoreCondition.Never)] public int Always { get; set; }
                [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Null { get; set; }
                [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public int? NullInt { get; set; }
                [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public double Default { get; set; }
                [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public Point DefaultPoint { get; set; }
                [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public string? DefaultText { get; set; }
                [JsonIgnore(Condition = JsonIgnoreCondition.WhenWriting)] public int OnlyRead { get; set; }
                [JsonIgnore(Condition = JsonIgnoreCondition.WhenReading)] public int OnlyWritten { get; set; }
            }

            public class Included
            {
                [JsonInclude] public int Field;
                public int NotIncluded;
                [JsonInclude] public int Secret { get; private set; } = 3;
                [JsonInclude] internal string? Internal { get; init; }
                [JsonInclude] private int _hidden = 4;
                public int PublicGetter { get; private set; } = 5;
                public int Hidden() => _hidden;
                public Included() { }
                public Included(int secret, int hidden) { Secret = secret; _hidden = hidden; }
            }

            public class Ordered
            {
                [JsonPropertyOrder(2)] public int Last { get; set; }
                public int Second { get; set; }
                [JsonPropertyOrder(-1)] public int First { get; set; }
                public int URLValue { get; set; }
                public int iPhone { get; set; }
                public int X1 { get; set; }
                [JsonPropertyName("ümläut\"quoted\"")] public int Strange { get; set; }
            }

            public sealed record Envelope<T>(string Id, T Body) { public T? Other { get; init; } }

            public sealed class Defaults
            {
                [JsonConstructor] public Defaults(int count = 5, string text = "a\"b\n", Mode mode = Mode.Auto, double ratio = 0.25, decimal price = 1.5m, long? big = -3, char letter = '\'', DateTime at = default, bool on = true, Quality quality = Quality.Unknown)
                    => (Count, Text, Mode, Ratio, Price, Big, Letter, At, On, Quality) = (count, text, mode, ratio, price, big, letter, at, on, quality);
                public Defaults() { Count = -1; Text = ""; }
                public int Count { get; }
                public string Text { get; }
                public Mode Mode { get; }
                public double Ratio { get; }
                public decimal Price { get; }
                public long? Big { get; }
                public char Letter { get; }
                public DateTime At { get; }
                public bool On { get; }
                public Quality Quality { get; }
                public int Later { get; set; } = 11;
                public required string Must { get; set; }
                [JsonRequired] public int MustToo { get; set; }
            }

            public struct Mutable { public int A { get; set; } public string? B { get; init; } public required int C { get; init; } public int D { get; private set; } public Mutable() { A = 9; B = "b"; } }

            [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
            public class Strict { public int A { get; set; } public Point B { get; set; } }

            public class Enums
            {
                public Mode Mode { get; set; }
                public Small Small { get; set; }
                public Big Big { get; set; }
                public Access Access { get; set; }
                [JsonConverter(typeof(JsonStringEnumConverter))] public Mode ModeText { get; set; }
                [JsonConverter(typeof(JsonStringEnumConverter<Access>))] public Access AccessText { get; set; }
                [JsonConverter(typeof(JsonStringEnumConverter<Big>))] public Big? BigText { get; set; }
                [JsonConverter(typeof(JsonStringEnumConverter<Small>))] public Small SmallText { get; set; }
                public Quality Quality { get; set; }
                public List<Quality>? Qualities { get; set; }
            }

            public static class Outer { public sealed record Inner(int @int, string? @namespace, [property: JsonPropertyName("$type2")] string? Type2); }
            public sealed class @class { public int Names { get; set; } public int Member { get; set; } public int Result { get; set; } public int Seen0 { get; set; } public int Create { get; init; } public int @return { get; set; } public @class? Next { get; set; } }

            public class Accessors<T> where T : class { public T? Value { get; init; } [JsonInclude] public int Count { get; private set; } [JsonConstructor] internal Accessors(int count) => Count = count; }

            public class Open { public JsonElement Element { get; set; } public JsonNode? Node { get; set; } public JsonObject? Object { get; set; } public JsonArray? Array { get; set; } public JsonElement? Maybe { get; set; } public List<JsonElement>? Many { get; set; } }

            [JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)]
            public class Numbers
            {
                public int Int { get; set; }
                public decimal? Decimal { get; set; }
                public double Double { get; set; }
                public Half Half { get; set; }
                public List<long>? Longs { get; set; }
                public Dictionary<string, float?>? Floats { get; set; }
                public string? Text { get; set; }
                public Mode Mode { get; set; }
                public Point Point { get; set; }
                [JsonNumberHandling(JsonNumberHandling.Strict)] public int Strict { get; set; }
                [JsonNumberHandling(JsonNumberHandling.Strict)] public int[]? Stricts { get; set; }
                [JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)] public double Named { get; set; } = double.NaN;
                [JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals | JsonNumberHandling.WriteAsString)] public float? NamedText { get; set; } = float.NegativeInfinity;
            }

            [JsonConverter(typeof(TagConverter))] public sealed record Tag(string Name);
            public sealed class TagConverter : JsonConverter<Tag>
            {
                public override Tag Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => new("#" + reader.GetString());
                public override void Write(Utf8JsonWriter writer, Tag value, JsonSerializerOptions options) => writer.WriteStringValue(value.Name);
            }

            public sealed class SecondsConverter : JsonConverter<TimeSpan>
            {
                public override TimeSpan Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => TimeSpan.FromTicks(reader.GetInt32());
                public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) => writer.WriteNumberValue((int)value.Ticks);
            }

            public sealed class NullingConverter : JsonConverter<string>
            {
                public override bool HandleNull => true;
                public override string Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => reader.TokenType == JsonTokenType.Null ? "nothing" : reader.GetString()!;
                public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value ?? "none");
            }

            public sealed class LazyConverter : JsonConverter<int>
            {
                public override int Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => reader.TokenType == JsonTokenType.StartArray ? 1 : reader.GetInt32();
                public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
            }

            public sealed class MaybeConverter : JsonConverter<int?>
            {
                public override int? Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => reader.TokenType == JsonTokenType.Null ? null : reader.GetInt32() is 0 ? null : 1;
                public override void Write(Utf8JsonWriter writer, int? value, JsonSerializerOptions options) => writer.WriteNumberValue(value ?? 0);
            }

            public sealed class Factory : JsonConverterFactory
            {
                public override bool CanConvert(Type type) => type == typeof(TimeSpan);
                public override JsonConverter CreateConverter(Type type, JsonSerializerOptions options) => new SecondsConverter();
            }

            public sealed class Converted
            {
                public Tag? Tag { get; set; }
                public List<Tag>? Tags { get; set; }
                [JsonConverter(typeof(SecondsConverter))] public TimeSpan Seconds { get; set; }
                [JsonConverter(typeof(SecondsConverter))] public TimeSpan? MaybeSeconds { get; set; }
                [JsonConverter(typeof(Factory))] public TimeSpan Made { get; set; }
                [JsonConverter(typeof(NullingConverter))] public string? Text { get; set; }
                [JsonConverter(typeof(LazyConverter))] public int Lazy { get; set; }
                [JsonConverter(typeof(MaybeConverter))] public int? Maybe { get; set; }
                public TimeSpan Plain { get; set; }
            }

            public sealed record Many(
                int A0, int A1, int A2, int A3, int A4, int A5, int A6, int A7, int A8, int A9, int B0, int B1, int B2, int B3, int B4, int B5, int B6, int B7, int B8, int B9,
                int C0, int C1, int C2, int C3, int C4, int C5, int C6, int C7, int C8, int C9, int D0, int D1, int D2, int D3, int D4, int D5, int D6, int D7, int D8, int D9,
                int E0, int E1, int E2, int E3, int E4, int E5, int E6, int E7, int E8, int E9, int F0, int F1, int F2, int F3, int F4, int F5, int F6, int F7, int F8, int F9)
            {
                public int G0 { get; init; } = 1; public int G1 { get; init; } = 2; public int G2 { get; set; } = 3; public required int G3 { get; set; } public int G4 { get; set; } = 4;
                public required int G5 { get; set; } public int G6 { get; init; } = 6;
            }
        }
        """;
}
