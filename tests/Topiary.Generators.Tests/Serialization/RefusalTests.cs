namespace Topiary.Generators.Tests.Serialization;

/// <summary>What is refused at the declaration, and what is said about it.</summary>
public sealed class RefusalTests
{
    private const string Source = """
        public interface IThing { int A { get; } }
        public abstract class Thing { }
        public class NoConstructor { private NoConstructor() { } }
        public record Deep(List<Dictionary<string, Inner>> Items); public record Inner((int, int) Pair);
        public record Anything(object? Value);
        public class Twice { [JsonPropertyName("a")] public int X { get; set; } public int A { get; set; } }
        public class Unbound { public Unbound(int x) { } }
        public class Never { [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public int X { get; set; } }
        public class Keys { public Dictionary<Thing, int>? X { get; set; } }
        public class Matrix { public int[,]? X { get; set; } }
        public class Outside { private sealed class Hidden { } public sealed class Visible { } }
        public class Sequence : IEnumerable<int> { public IEnumerator<int> GetEnumerator() => throw new NotImplementedException(); System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => throw new NotImplementedException(); }
        public class Extended { [JsonObjectCreationHandling(JsonObjectCreationHandling.Populate)] public List<int> X { get; set; } = []; }
        public class WrongConverter { [JsonConverter(typeof(JsonStringEnumConverter))] public List<int>? X { get; set; } }
        public class Act { public Action? X { get; set; } }
        public class KeepsObjects { [JsonExtensionData] public Dictionary<string, object>? X { get; set; } }
        public record KeepsInConstructor([property: JsonExtensionData] Dictionary<string, JsonElement>? X);
        public class KeepsTwice { [JsonExtensionData] public JsonObject? X { get; set; } [JsonExtensionData] public JsonObject? Y { get; set; } }
        [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)] public class KeepsAndRefuses { [JsonExtensionData] public JsonObject? X { get; set; } }
        [JsonPolymorphic] public abstract class StandsForNothing { }
        [JsonDerivedType(typeof(string), "x")] public abstract class StandsForOther { }
        [JsonDerivedType(typeof(Leaf), "x"), JsonDerivedType(typeof(Leaf2), "x")] public abstract class Twins { }
        public class Leaf : Twins { } public class Leaf2 : Twins { }
        [JsonPolymorphic(TypeDiscriminatorPropertyName = "kind"), JsonDerivedType(typeof(Named), "x")] public abstract class Kinds { }
        public class Named : Kinds { public string? Kind { get; set; } }
        [JsonPolymorphic(UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FallBackToBaseType), JsonDerivedType(typeof(Thingy), "x")] public interface IThingy { }
        public class Thingy : IThingy { }
        public sealed class UnixAttribute() : JsonConverterAttribute(typeof(JsonStringEnumConverter)) { }
        public class Hidden { [Unix] public DayOfWeek X { get; set; } }
        public class HiddenInType { public Marked X { get; set; } } [Unix] public enum Marked { A }
        public sealed class IntSerializer : Topiary.IPayloadSerializer<int> { public void Serialize(int value, IBufferWriter<byte> output) { } public int Deserialize(ReadOnlySpan<byte> payload) => 0; }
        [Topiary.PayloadSerializer(typeof(IntSerializer))] public class WrongSerializer { }
        public abstract class AbstractSerializer : Topiary.IPayloadSerializer<Uncreatable> { public abstract void Serialize(Uncreatable value, IBufferWriter<byte> output); public abstract Uncreatable Deserialize(ReadOnlySpan<byte> payload); }
        [Topiary.PayloadSerializer(typeof(AbstractSerializer))] public class Uncreatable { }
        public class Native { public nint X { get; set; } }
        """;

    [Theory]
    [InlineData("IThing", "TOP4001: IThing | IThing | is neither a class nor a struct, so it cannot be created when it is read; declare what it stands for with [JsonDerivedType]")]
    [InlineData("Thing", "TOP4001: Thing | Thing | is abstract, so it cannot be created when it is read; declare what it stands for with [JsonDerivedType]")]
    [InlineData("NoConstructor", "TOP4001: NoConstructor | NoConstructor | has no constructor to read it with; mark one with [JsonConstructor]")]
    [InlineData("Deep", "TOP4001: Deep | Inner.Pair | is of type '(int, int)', which is a tuple, whose names are not there at run time; declare a record")]
    [InlineData("Anything", "TOP4001: Anything | Anything.Value | is of type 'object', which may be anything; use JsonElement")]
    [InlineData("Twice", "TOP4001: Twice | Twice.A | has the JSON name 'a' of another member")]
    [InlineData("Unbound", "TOP4001: Unbound | Unbound.x | is a constructor parameter to which no property of the same name and type belongs")]
    [InlineData("Never", "TOP4001: Never | Never.X | has [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] but can never be null")]
    [InlineData("Keys", "TOP4001: Keys | Keys.X | is of type 'System.Collections.Generic.Dictionary<Thing, int>', which has keys of type Thing; a key is a string, a number, an enum, or a type that formats and parses itself (ISpanFormattable and ISpanParsable)")]
    [InlineData("Matrix", "TOP4001: Matrix | Matrix.X | is of type 'int[*,*]', which is an array of several dimensions, which has no JSON form")]
    [InlineData("Extended", "TOP4001: Extended | Extended.X | has [JsonObjectCreationHandling], which generated serializers do not support; name a JsonSerializerContext for it with [MqttContract(JsonContext = typeof(...))]")]
    [InlineData("WrongConverter", "TOP4001: WrongConverter | WrongConverter.X | is of type 'System.Collections.Generic.List<int>', which has the converter 'System.Text.Json.Serialization.JsonStringEnumConverter', which is for another type")]
    [InlineData("Sequence", "TOP4001: Sequence | Sequence | is enumerable but not a collection that can be created and filled")]
    [InlineData("Act", "TOP4001: Act | Act.X | is of type 'System.Action', which has no JSON form")]
    [InlineData("Hidden", "TOP4001: Hidden | Hidden.X | has [UnixAttribute], whose converter generated code cannot know; use [JsonConverter(typeof(...))]")]
    [InlineData("HiddenInType", "TOP4001: HiddenInType | HiddenInType.X | is of type 'Marked', which has [UnixAttribute], whose converter generated code cannot know; use [JsonConverter(typeof(...))]")]
    [InlineData("WrongSerializer", "TOP4001: WrongSerializer | WrongSerializer | has the serializer 'IntSerializer', which does not implement IPayloadSerializer<WrongSerializer>")]
    [InlineData("Uncreatable", "TOP4001: Uncreatable | Uncreatable | has the serializer 'AbstractSerializer', which generated code cannot create; give it a public constructor without parameters")]
    [InlineData("KeepsObjects", "TOP4001: KeepsObjects | KeepsObjects.X | has [JsonExtensionData], for which its type does not fit; use Dictionary<string, JsonElement> or JsonObject")]
    [InlineData("KeepsInConstructor", "TOP4001: KeepsInConstructor | KeepsInConstructor.X | has [JsonExtensionData] but is taken by the constructor; declare it as a property")]
    [InlineData("KeepsTwice", "TOP4001: KeepsTwice | KeepsTwice.Y | has [JsonExtensionData] like another member")]
    [InlineData("KeepsAndRefuses", "TOP4001: KeepsAndRefuses | KeepsAndRefuses.X | has [JsonExtensionData] in a type whose [JsonUnmappedMemberHandling] refuses unknown members")]
    [InlineData("StandsForNothing", "TOP4001: StandsForNothing | StandsForNothing | has [JsonPolymorphic] without a [JsonDerivedType] that can be used")]
    [InlineData("StandsForOther", "TOP4001: StandsForOther | StandsForOther | has [JsonDerivedType] with string, which is no derived type that can be created\nTOP4001: StandsForOther | StandsForOther | has [JsonPolymorphic] without a [JsonDerivedType] that can be used")]
    [InlineData("Twins", "TOP4001: Twins | Twins | has the type discriminator 'x' twice")]
    [InlineData("Kinds", "TOP4001: Kinds | Named.Kind | has the JSON name 'kind' of the type discriminator")]
    [InlineData("IThingy", "TOP4001: IThingy | IThingy | is an interface, so that types which it does not declare cannot be written as it is; leave UnknownDerivedTypeHandling out")]
    [InlineData("Native", "TOP4001: Native | Native.X | is of type 'nint', which has no JSON form")]
    public void A_type_without_a_serializer_is_refused_with_the_reason(string type, string reason)
        => Assert.Equal(reason, SerializerHost.Refusal(Source, type));

    [Theory]
    [InlineData("List<int>", 3, "TOP4002: Text | System.Collections.Generic.List<int> | a string, a number, a bool, an enum or another type that formats and parses itself")]
    [InlineData("string", 4, "TOP4002: Raw | string | ReadOnlyMemory<byte>, ReadOnlySequence<byte> or byte[]")]
    public void A_format_that_does_not_fit_is_refused(string type, int format, string reason)
        => Assert.Equal(reason, SerializerHost.Refusal("", type, format));
}
