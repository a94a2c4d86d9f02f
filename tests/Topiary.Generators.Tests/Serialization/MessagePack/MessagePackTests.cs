using System.Globalization;
using System.Numerics;
using Topiary.Runtime;

namespace Topiary.Generators.Tests.Serialization;

/// <summary>Layouts and values on the wire, byte for byte as MessagePack-CSharp writes them.</summary>
public sealed class MessagePackTests
{
    private const int Format = 2;

    private const string Source = """
        public record struct Plain(double Celsius, string? Note, int? Count);
        [MessagePackObject] public record Positional([property: Key(0)] int A, [property: Key(2)] string? B, [property: Key(5)] bool C = true);
        [MessagePackObject] public class Named { [Key("a")] public int A { get; set; } = 7; [Key("ü")] public string? B { get; init; } = "kept"; [IgnoreMember] public object? Anything => null; }
        [MessagePackObject(keyAsPropertyName: true)] public class ByName { public required int A { get; init; } public int B; [IgnoreMember] public int C { get; set; } private int D { get; set; } }
        [MessagePackObject] public struct Point { [Key(0)] public readonly int X; [Key(1)] public readonly int Y; public Point((int, int) p) { X = p.Item1; Y = p.Item2; } [SerializationConstructor] public Point(int x, int y) { X = x; Y = y; } }
        [MessagePackObject] public class Hidden { [Key(0)] private int _a = 1; [Key(1)] public int B { get; private set; } = 2; public int A() => _a; public static Hidden Of(int a, int b) => new() { _a = a, B = b }; }
        [MessagePackObject(true, AllowPrivate = true)] public class Private { private Private() { } private int A { get; set; } internal string? B; public static Private Of(int a) => new() { A = a, B = "b" }; public int Sum => A; }
        [MessagePackObject] public class Told : IMessagePackSerializationCallbackReceiver { [Key(0)] public int A { get; set; } [IgnoreMember] public string Calls = ""; public void OnBeforeSerialize() => Calls += "before"; public void OnAfterDeserialize() => Calls += "after" + A; }
        [MessagePackObject] public struct ToldStruct : IMessagePackSerializationCallbackReceiver { [Key(0)] public int A { get; set; } void IMessagePackSerializationCallbackReceiver.OnBeforeSerialize() { } void IMessagePackSerializationCallbackReceiver.OnAfterDeserialize() => A *= 2; }
        [Union(0, typeof(Circle)), Union(7, typeof(Square))] public interface IShape { }
        [MessagePackObject] public record Circle([property: Key(0)] double Radius) : IShape;
        public record struct Square(int Side) : IShape;
        public record Blob : IShape;
        [Union(1, typeof(Leaf)), Union(-200, typeof(Branch))] public abstract class Tree { }
        [MessagePackObject] public class Leaf : Tree { [Key(0)] public string? Name { get; set; } }
        [MessagePackObject] public class Branch : Tree { [Key(0)] public Tree[] Children { get; set; } = []; }
        [MessagePackObject] public class Base { [Key(0)] public virtual int A { get; set; } [Key(1)] public int B { get; set; } }
        [MessagePackObject] public class Derived : Base { public override int A { get; set; } [Key(3)] public new string? B { get; set; } }
        [System.Runtime.Serialization.DataContract] public class Contract { [System.Runtime.Serialization.DataMember(Name = "x")] public int A { get; set; } public int B { get; set; } [System.Runtime.Serialization.DataMember] public int C { get; set; } }
        [System.Runtime.Serialization.DataContract] public class Ordered { [System.Runtime.Serialization.DataMember(Order = 1)] public int A { get; set; } }
        public record Absent(Topiary.Optional<int> A, Topiary.Optional<string?> B, int C);
        public class Box<T> { public T? Value { get; init; } }
        public record Link(int Id, Link? Next);
        [MessagePackObject] public class Sparse { [Key(0)] public int A { get; set; } [Key(300)] public int B { get; set; } }
        [MessagePackObject] public record Swapped([property: Key(1)] int A, [property: Key(0)] int B);
        [MessagePackObject] public class ByPlace { [SerializationConstructor] public ByPlace(int first, int second) { A = first; B = second; } [Key(0)] public int A { get; } [Key(1)] public int B { get; } }
        public enum Small : byte { A, B = 200 } public enum Large : ulong { Top = ulong.MaxValue } public enum Signed : long { Low = long.MinValue }
        """;

    private static readonly string[] s_types =
    [
        "Plain", "Positional", "Named", "ByName", "Point", "Hidden", "Private", "Told", "ToldStruct", "IShape", "Tree", "Derived", "Contract", "Ordered", "Absent",
        "Box<int>", "Box<List<string>>", "Link", "Sparse", "Swapped", "ByPlace", "Small", "Large", "Signed", "Small?", "int", "List<IShape>", "bool", "string",
        "byte", "sbyte", "short", "ushort", "uint", "long", "ulong", "float", "double", "Half", "char", "decimal", "DateTime", "DateTimeOffset", "DateOnly", "TimeOnly",
        "TimeSpan", "Guid", "Uri", "Version", "System.Numerics.BigInteger", "byte[]", "ReadOnlyMemory<byte>", "ReadOnlySequence<byte>", "int[]", "Dictionary<int, string>",
        "(int A, string B)", "Tuple<int, bool>", "KeyValuePair<string, int>", "Stack<int>", "ImmutableArray<int>", "IReadOnlyDictionary<string, int[]>",
    ];

    private static readonly Lazy<SerializerHost> s_host = new(() => SerializerHost.Create(Source, s_types, Format));

    [Theory]
    [InlineData("int", "0", 0)]
    [InlineData("int", "127", 0x7f)]
    [InlineData("int", "128", 0xcc, 0x80)]
    [InlineData("int", "256", 0xcd, 1, 0)]
    [InlineData("int", "65536", 0xce, 0, 1, 0, 0)]
    [InlineData("int", "-1", 0xff)]
    [InlineData("int", "-32", 0xe0)]
    [InlineData("int", "-33", 0xd0, 0xdf)]
    [InlineData("int", "-129", 0xd1, 0xff, 0x7f)]
    [InlineData("int", "-32769", 0xd2, 0xff, 0xff, 0x7f, 0xff)]
    [InlineData("long", "4294967296", 0xcf, 0, 0, 0, 1, 0, 0, 0, 0)]
    [InlineData("long", "-2147483649", 0xd3, 0xff, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff)]
    [InlineData("ulong", "18446744073709551615", 0xcf, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)]
    [InlineData("byte", "200", 0xcc, 200)]
    [InlineData("sbyte", "-100", 0xd0, 0x9c)]
    [InlineData("ushort", "65535", 0xcd, 0xff, 0xff)]
    [InlineData("short", "-32768", 0xd1, 0x80, 0)]
    [InlineData("uint", "4294967295", 0xce, 0xff, 0xff, 0xff, 0xff)]
    [InlineData("bool", "True", 0xc3)]
    [InlineData("bool", "False", 0xc2)]
    [InlineData("float", "1.5", 0xca, 0x3f, 0xc0, 0, 0)]
    [InlineData("double", "-2", 0xcb, 0xc0, 0, 0, 0, 0, 0, 0, 0)]
    [InlineData("char", "A", 0x41)]
    [InlineData("string", "", 0xa0)]
    [InlineData("string", "aü", 0xa3, 0x61, 0xc3, 0xbc)]
    public void Simple_values_have_their_shortest_form(string type, string text, params int[] bytes)
    {
        var payload = s_host.Value.Payload(type);
        var value = Convert.ChangeType(text, payload.Type, CultureInfo.InvariantCulture);
        var expected = bytes.Select(static octet => (byte)octet).ToArray();
        Assert.Equal(expected, payload.Write(value));
        Assert.Equal(value, payload.Read(expected));
    }

    public static TheoryData<string, object, string> Values() => new()
    {
        { "Half", (Half)0.5, "CA3F000000" },
        { "decimal", -1.50m, "A52D312E3530" },
        { "decimal", decimal.MinValue, "BE2D3739323238313632353134323634333337353933353433393530333335" },
        { "Guid", Guid.Parse("c06cba80-8694-4b3d-8d79-b8a7a8501548"), "D92463303663626138302D383639342D346233642D386437392D623861376138353031353438" },
        { "DateTime", DateTime.UnixEpoch, "D6FF00000000" },
        { "DateTime", DateTime.UnixEpoch.AddTicks(5), "D7FF000007D000000000" },
        { "DateTime", DateTime.UnixEpoch.AddSeconds(-1), "C70CFF00000000FFFFFFFFFFFFFFFF" },
        { "DateTime", new DateTime(2514, 5, 30, 1, 53, 4, DateTimeKind.Utc), "C70CFF000000000000000400000000" },
        { "DateTime", DateTime.UnixEpoch.AddSeconds(uint.MaxValue + 1.0), "D7FF0000000100000000" },
        { "DateTimeOffset", new DateTimeOffset(1970, 1, 1, 2, 0, 0, TimeSpan.FromHours(2)), "92D6FF00001C2078" },
        { "DateTimeOffset", new DateTimeOffset(1970, 1, 1, 0, 0, 0, TimeSpan.FromMinutes(-90)), "92D6FF00000000D0A6" },
        { "DateOnly", new DateOnly(1, 1, 11), "0A" },
        { "TimeOnly", new TimeOnly(256), "CD0100" },
        { "TimeSpan", TimeSpan.FromTicks(-1), "FF" },
        { "Uri", new Uri("a/b", UriKind.Relative), "A3612F62" },
        { "Version", new Version(1, 2), "A3312E32" },
        { "System.Numerics.BigInteger", new BigInteger(-256), "C40200FF" },
        { "byte[]", new byte[] { 1, 2 }, "C4020102" },
        { "int[]", new[] { 1, -1 }, "9201FF" },
        { "Dictionary<int, string>", new Dictionary<int, string> { [1] = "a" }, "8101A161" },
        { "(int A, string B)", (1, "b"), "9201A162" },
        { "Tuple<int, bool>", Tuple.Create(1, true), "9201C3" },
        { "KeyValuePair<string, int>", KeyValuePair.Create("k", 2), "92A16B02" },
        { "Stack<int>", new Stack<int>([1, 2, 3]), "93030201" },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Values_of_dotnet_have_the_form_of_MessagePack_CSharp(string type, object value, string hex)
    {
        var payload = s_host.Value.Payload(type);
        Assert.Equal(hex, Convert.ToHexString(payload.Write(value)));
        Assert.True(DeepEquality.AreEqual(value, payload.Read(Convert.FromHexString(hex))));
    }

    [Theory]
    [InlineData("Plain", "83A743656C73697573CB4035800000000000A44E6F7465A16EA5436F756E74C0", "21.5, n, ")]
    [InlineData("Positional", "9601C0A162C0C0C2", "1, b, False")]
    [InlineData("Swapped", "920102", "2, 1")]
    [InlineData("ByPlace", "920102", "1, 2")]
    [InlineData("Point", "920304", "3, 4")]
    [InlineData("Derived", "94010CC0A162", "0, 12, 1, b")]
    [InlineData("Contract", "82A17801A14303", "1, 0, 3")]
    [InlineData("Ordered", "92C005", "5")]
    [InlineData("Absent", "81A14301", "absent, absent, 1")]
    [InlineData("Absent", "83A14105A142C0A14301", "5, , 1")]
    [InlineData("Hidden", "920304", "3, 4")]
    [InlineData("Private", "82A14105A142C0", "5, ")]
    [InlineData("Box<int>", "81A556616C756505", "5")]
    [InlineData("Link", "82A2496401A44E65787482A2496402A44E657874C0", "1, 2, ")]
    public void Objects_are_arrays_or_maps(string type, string hex, string members)
    {
        var payload = s_host.Value.Payload(type);
        var value = payload.Read(Convert.FromHexString(hex));
        Assert.Equal(members, MemberText.Of(value));
        if (type != "Private")
        {
            Assert.Equal(hex, Convert.ToHexString(payload.Write(value)));
        }
    }

    [Fact]
    public void Members_that_are_missing_keep_their_defaults()
    {
        Assert.Equal("0, , True", MemberText.Of(Read("Positional", "90")));
        Assert.Equal("0, , True", MemberText.Of(Read("Positional", "91" + "00")));
        Assert.Equal("7, kept", MemberText.Of(Read("Named", "80")));
        Assert.Equal("0, 0, 0, 0", MemberText.Of(Read("ByName", "80")));
        Assert.Equal("1, 2", MemberText.Of(Read("Hidden", "90")));
        Assert.Equal("0, ", MemberText.Of(Read("Link", "80")));
    }

    [Theory]
    [InlineData("93C093C0C0C081A16101", "9101")]
    [InlineData("82A161C0C201", "810102")]
    [InlineData("C0", "C0")]
    [InlineData("C40101", "C403AABBCC")]
    [InlineData("D40500", "C7000A")]
    [InlineData("CB3FF0000000000000", "D9026162")]
    public void Unknown_members_of_any_shape_are_stepped_over(string first, string second)
    {
        Assert.Equal("5, kept", MemberText.Of(Read("Named", $"84A178{first}A16105A17A{second}01C0")));
        Assert.Equal("5, b, False", MemberText.Of(Read("Positional", $"9805{first}A162{second}{first}C2{first}{second}")));
    }

    [Fact]
    public void Of_duplicate_keys_the_last_one_counts()
    {
        Assert.Equal("6, kept", MemberText.Of(Read("Named", "82A16105A16106")));
        Assert.Equal("b", ((Dictionary<int, string>)Read("Dictionary<int, string>", "8201A16101A162")!)[1]);
    }

    [Fact]
    public void A_sparse_array_has_nil_in_its_holes_and_skips_what_is_there()
    {
        var payload = s_host.Value.Payload("Sparse");
        var value = payload.Read([0xdc, 1, 45, 1, .. Enumerable.Repeat((byte)0xc0, 299), 9]);
        Assert.Equal("1, 9", MemberText.Of(value));
        Assert.Equal(3 + 301, payload.Write(value).Length);
    }

    [Fact]
    public void A_union_is_a_key_and_the_derived_type()
    {
        Assert.Equal("Circle 1.5", Union("920091CB3FF8000000000000", "IShape"));
        Assert.Equal("Square 4", Union("920781A45369646504", "IShape"));
        Assert.Equal("Branch ", Union("92D1FF38919292D1FF38919092" + "01" + "91A161", "Tree"));
        Assert.Null(Read("IShape", "C0"));
        Assert.Equal(
            "The MessagePack value could not be converted to IShape: it is of type 3 of the union, which is not declared. Path: $[1] | ByteOffset: 2.",
            Assert.Throws<MessagePackFormatException>(() => Read("IShape", "9203C0")).Message);
        Assert.Contains(
            "The type 'Blob' is not declared with [Union] on 'IShape'.",
            Assert.Throws<NotSupportedException>(() => s_host.Value.Payload("IShape").Write(Activator.CreateInstance(s_host.Value.Type("Blob")))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Callbacks_are_told_before_writing_and_after_reading()
    {
        var told = Read("Told", "9104")!;
        Assert.Equal("after4", told.GetType().GetField("Calls")!.GetValue(told));
        s_host.Value.Payload("Told").Write(told);
        Assert.Equal("after4before", told.GetType().GetField("Calls")!.GetValue(told));
        Assert.Equal("8", MemberText.Of(Read("ToldStruct", "9104")));
    }

    [Fact]
    public void Enums_are_their_underlying_integers()
    {
        RoundTrip("Small", (byte)200, "CCC8");
        RoundTrip("Large", ulong.MaxValue, "CFFFFFFFFFFFFFFFFF");
        RoundTrip("Signed", long.MinValue, "D38000000000000000");
        Assert.Null(Read("Small?", "C0"));
    }

    [Fact]
    public void Nil_is_null_where_there_can_be_null()
    {
        Assert.Null(Read("string", "C0"));
        Assert.Null(Read("byte[]", "C0"));
        Assert.Null(Read("Link", "C0"));
        Assert.Null(Read("Dictionary<int, string>", "C0"));
        Assert.Null(Read("Uri", "C0"));
        Assert.True(((System.Collections.Immutable.ImmutableArray<int>)Read("ImmutableArray<int>", "C0")!).IsDefault);
        Assert.Equal([0xc0], s_host.Value.Payload("ImmutableArray<int>").Write(default(System.Collections.Immutable.ImmutableArray<int>)));
        Assert.Equal([0xc0], s_host.Value.Payload("Link").Write(null));
    }

    [Fact]
    public void Local_time_is_converted_and_time_that_says_nothing_is_taken_as_it_is()
    {
        var payload = s_host.Value.Payload("DateTime");
        var time = new DateTime(2024, 5, 6, 7, 8, 9, DateTimeKind.Utc);
        Assert.Equal(payload.Write(time), payload.Write(time.ToLocalTime()));
        Assert.Equal(payload.Write(time), payload.Write(DateTime.SpecifyKind(time, DateTimeKind.Unspecified)));
    }

    [Fact]
    public void Names_of_members_are_compared_as_they_are()
        => Assert.Equal("7, kept", MemberText.Of(Read("Named", "82A14105A0A0")));

    private static object? Read(string type, string hex) => s_host.Value.Payload(type).Read(Convert.FromHexString(hex));

    private static void RoundTrip(string type, object number, string hex)
    {
        var payload = s_host.Value.Payload(type);
        var value = Enum.ToObject(payload.Type, number);
        Assert.Equal(hex, Convert.ToHexString(payload.Write(value)));
        Assert.Equal(value, payload.Read(Convert.FromHexString(hex)));
    }

    private static string Union(string hex, string type)
    {
        var payload = s_host.Value.Payload(type);
        var value = payload.Read(Convert.FromHexString(hex))!;
        Assert.Equal(hex, Convert.ToHexString(payload.Write(value)));
        return value.GetType().Name + " " + MemberText.Of(value);
    }
}
