namespace Topiary.Generators.Tests.Serialization;

/// <summary>What has no MessagePack form is refused at the declaration, with the place and the reason.</summary>
public sealed class MessagePackRefusalTests
{
    private const int Format = 2;

    private const string Source = """
        public interface IThing { int A { get; } }
        public abstract class Thing { }
        public class NoConstructor { private NoConstructor() { } }
        public class Unbound { public Unbound(int x) { } }
        [MessagePackObject] public class Marked { [SerializationConstructor] public Marked(int x) { } [Key(0)] public string? X { get; set; } public Marked() { } }
        [MessagePackObject] public class MarkedTwice { [SerializationConstructor] public MarkedTwice() { } [SerializationConstructor] public MarkedTwice(int a) { } }
        public record Deep(List<Dictionary<string, Inner>> Items); public record Inner(Action Call);
        public record Anything(object? Value);
        [MessagePackObject] public class NoKey { [Key(0)] public int A { get; set; } public int B { get; set; } }
        [MessagePackObject] public class TwoKeys { [Key(0)] public int A { get; set; } [Key(0)] public int B { get; set; } }
        [MessagePackObject] public class TwoNames { [Key("x")] public int A { get; set; } [Key("x")] public int B { get; set; } }
        [MessagePackObject] public class Mixed { [Key(0)] public int A { get; set; } [Key("b")] public int B { get; set; } }
        [MessagePackObject] public class Negative { [Key(-1)] public int A { get; set; } }
        [MessagePackObject] public class Far { [Key(65536)] public int A { get; set; } }
        public class Unmarked { [Key(0)] public int A { get; set; } }
        [MessagePackObject] public class AbsentInArray { [Key(0)] public Topiary.Optional<int> A { get; set; } }
        public record AbsentInList(List<Topiary.Optional<int>> A);
        public class Matrix { public int[,]? X { get; set; } }
        public class Wide { public Int128 X { get; set; } }
        public class Native { public nint X { get; set; } }
        public class Json { public JsonElement X { get; set; } }
        public class ByFormatter { [MessagePackFormatter(typeof(string))] public int X { get; set; } }
        [MessagePackFormatter(typeof(string))] public class Formatted { }
        public record UsesFormatted(Formatted F);
        [Union(0, typeof(string))] public interface IOther { }
        [Union(0, "Named")] public interface INamed { }
        [Union(0, typeof(Leaf)), Union(0, typeof(Leaf2))] public abstract class Twins { } public class Leaf : Twins { } public class Leaf2 : Twins { }
        [Union(0, typeof(Leaf3)), Union(1, typeof(Leaf3))] public abstract class Same { } public class Leaf3 : Same { }
        [Union(0, typeof(Leaf4))] public class Concrete { } public class Leaf4 : Concrete { }
        public class Sequence : IEnumerable<int> { public IEnumerator<int> GetEnumerator() => throw new NotImplementedException(); System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => throw new NotImplementedException(); }
        public interface IBag : ICollection<int> { }
        public abstract class Map : Dictionary<string, int> { }
        [MessagePackObject] public class Half { [Key("a\ud83d")] public int A { get; set; } }
        public class Referring { private int _a; public ref int A => ref _a; }
        """;

    [Theory]
    [InlineData("IThing", "IThing | is an interface, so it cannot be created when it is read; declare what it stands for with [Union]")]
    [InlineData("Thing", "Thing | is abstract, so it cannot be created when it is read; declare what it stands for with [Union]")]
    [InlineData("NoConstructor", "NoConstructor | has no public constructor whose parameters are members of the same names and types; declare one without parameters, or mark one with [SerializationConstructor]")]
    [InlineData("Unbound", "Unbound | has no public constructor whose parameters are members of the same names and types; declare one without parameters, or mark one with [SerializationConstructor]")]
    [InlineData("Marked", "Marked | has a constructor with [SerializationConstructor] to whose parameters no members of the same names and types belong")]
    [InlineData("MarkedTwice", "MarkedTwice | has several constructors with [SerializationConstructor]")]
    [InlineData("Deep", "Inner.Call | is of type 'System.Action', which has no MessagePack form; declare a type of your own, or write an IPayloadSerializer<T> for the payload")]
    [InlineData("Anything", "Anything.Value | is of type 'object', which may be anything; declare a type, or a union of types with [Union]")]
    [InlineData("NoKey", "NoKey.B | is public but has neither [Key] nor [IgnoreMember]")]
    [InlineData("TwoKeys", "TwoKeys.B | has the key 0 of another member")]
    [InlineData("TwoNames", "TwoNames.B | has the key 'x' of another member")]
    [InlineData("Mixed", "Mixed | has keys that are numbers and keys that are names; they have to be of one kind")]
    [InlineData("Negative", "Negative.A | has the key -1, which is not between 0 and 65535")]
    [InlineData("Far", "Far.A | has the key 65536, which is not between 0 and 65535")]
    [InlineData("Unmarked", "Unmarked.A | has [Key], but its type has no [MessagePackObject]")]
    [InlineData("AbsentInArray", "AbsentInArray.A | is of type 'Topiary.Optional<int>', which is Optional<T>, which only a member of a map can be")]
    [InlineData("AbsentInList", "AbsentInList.A | is of type 'Topiary.Optional<int>', which is Optional<T>, which only a member of a map can be")]
    [InlineData("Matrix", "Matrix.X | is of type 'int[*,*]', which is an array of several dimensions, which has no MessagePack form")]
    [InlineData("Wide", "Wide.X | is of type 'System.Int128', which has no MessagePack form; declare a type of your own, or write an IPayloadSerializer<T> for the payload")]
    [InlineData("Native", "Native.X | is of type 'nint', which has no MessagePack form; declare a type of your own, or write an IPayloadSerializer<T> for the payload")]
    [InlineData("Json", "Json.X | is of type 'System.Text.Json.JsonElement', which has no MessagePack form; declare a type of your own, or write an IPayloadSerializer<T> for the payload")]
    [InlineData("ByFormatter", "ByFormatter.X | has [MessagePackFormatter], which needs MessagePack-CSharp")]
    [InlineData("UsesFormatted", "UsesFormatted.F | is of type 'Formatted', which has [MessagePackFormatter], which needs MessagePack-CSharp; write an IPayloadSerializer<T> for the payload")]
    [InlineData("IOther", "IOther | has [Union] with string, which is no type that derives from it; name one with typeof")]
    [InlineData("INamed", "INamed | has [Union] with a type's name, which is no type that derives from it; name one with typeof")]
    [InlineData("Twins", "Twins | has [Union] with the key 0 or the type Leaf2 twice")]
    [InlineData("Same", "Same | has [Union] with the key 1 or the type Leaf3 twice")]
    [InlineData("Concrete", "Concrete | has [Union] but is neither an interface nor an abstract class")]
    [InlineData("Sequence", "Sequence | is enumerable but not a collection that can be created and filled; use List<T>, or mark it with [MessagePackObject]")]
    [InlineData("IBag", "IBag | is a collection interface of which no implementation is known; use IReadOnlyList<T>")]
    [InlineData("Map", "Map | is a dictionary that cannot be created and filled; use IReadOnlyDictionary<TKey, TValue>")]
    [InlineData("Half", "Half.A | has a key that is not text: half of a surrogate pair is missing")]
    [InlineData("Referring", "Referring.A | returns a reference")]
    public void A_type_without_a_serializer_is_refused_with_the_reason(string type, string reason)
        => Assert.Equal($"TOP4003: {type} | {reason}", SerializerHost.Refusal(Source, type, Format));

    [Theory]
    [InlineData("List<(int, int, int, int, int, int, int, int)>")]
    [InlineData("dynamic")]
    [InlineData("IEnumerable<IDisposable>")]
    [InlineData("System.Collections.Concurrent.ConcurrentQueue<int>")]
    [InlineData("Exception")]
    public void Other_types_of_dotnet_are_refused(string type)
        => Assert.StartsWith("TOP4003: ", SerializerHost.Refusal(Source, type, Format), StringComparison.Ordinal);
}
