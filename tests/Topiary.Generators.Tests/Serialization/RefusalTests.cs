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
        public class Native { public nint X { get; set; } }
        """;

    [Theory]
    [InlineData("IThing", "TOP4001: IThing | IThing | is neither a class nor a struct, so it cannot be created when it is read")]
    [InlineData("Thing", "TOP4001: Thing | Thing | is abstract, so it cannot be created when it is read")]
    [InlineData("NoConstructor", "TOP4001: NoConstructor | NoConstructor | has no constructor to read it with; mark one with [JsonConstructor]")]
    [InlineData("Deep", "TOP4001: Deep | Inner.Pair | is of type '(int, int)', which is a tuple, whose names are not there at run time; declare a record")]
    [InlineData("Anything", "TOP4001: Anything | Anything.Value | is of type 'object', which may be anything; use JsonElement")]
    [InlineData("Twice", "TOP4001: Twice | Twice.A | has the JSON name 'a' of another member")]
    [InlineData("Unbound", "TOP4001: Unbound | Unbound.x | is a constructor parameter to which no property of the same name and type belongs")]
    [InlineData("Never", "TOP4001: Never | Never.X | has [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] but can never be null")]
    [InlineData("Keys", "TOP4001: Keys | Keys.X | is of type 'System.Collections.Generic.Dictionary<Thing, int>', which has keys of type Thing; keys may be strings, numbers, Guid, DateOnly and enums")]
    [InlineData("Matrix", "TOP4001: Matrix | Matrix.X | is of type 'int[*,*]', which is an array of several dimensions, which has no JSON form")]
    [InlineData("Extended", "TOP4001: Extended | Extended.X | has [JsonObjectCreationHandling], which generated serializers do not support; name a JsonSerializerContext for it with [MqttContract(JsonContext = typeof(...))]")]
    [InlineData("WrongConverter", "TOP4001: WrongConverter | WrongConverter.X | is of type 'System.Collections.Generic.List<int>', which has the converter 'System.Text.Json.Serialization.JsonStringEnumConverter', which is for another type")]
    [InlineData("Sequence", "TOP4001: Sequence | Sequence | is enumerable but not a collection that can be created and filled")]
    [InlineData("Act", "TOP4001: Act | Act.X | is of type 'System.Action', which has no JSON form")]
    [InlineData("Native", "TOP4001: Native | Native.X | is of type 'nint', which has no JSON form")]
    public void A_type_without_a_serializer_is_refused_with_the_reason(string type, string reason)
        => Assert.Equal(reason, SerializerHost.Refusal(Source, type));

    [Theory]
    [InlineData("List<int>", 3, "TOP4002: Text | System.Collections.Generic.List<int> | a string, a number, a bool, an enum or another type that formats and parses itself")]
    [InlineData("string", 4, "TOP4002: Raw | string | ReadOnlyMemory<byte>, ReadOnlySequence<byte> or byte[]")]
    [InlineData("string", 2, "TOP4002: MessagePack | string | no type yet: MessagePack serializers are not generated in this version")]
    public void A_format_that_does_not_fit_is_refused(string type, int format, string reason)
        => Assert.Equal(reason, SerializerHost.Refusal("", type, format));
}
