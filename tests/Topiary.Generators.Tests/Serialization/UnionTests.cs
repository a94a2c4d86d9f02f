using System.Text;
using System.Text.Json;

namespace Topiary.Generators.Tests.Serialization;

/// <summary>Values whose form tells what they are, keys of dictionaries and numbers that <see cref="JsonSerializer"/> has no like of.</summary>
public sealed class UnionTests
{
    private const string Source = """
        namespace My.App
        {
            [JsonConverter(typeof(JsonStringEnumConverter<Mode>))] public enum Mode { Cool, [JsonStringEnumMemberName("fan-only")] FanOnly }
            public sealed record Answer(Topiary.OneOf<int, string> Id, Topiary.OneOf<bool, double, List<int>>? Value, Topiary.Optional<Topiary.OneOf<Mode, string>> Mode, Topiary.OneOf<Part, Part[]>? Parts);
            public sealed record Part(int A) { public Topiary.OneOf<Part, JsonElement>? Inner { get; init; } }
            public sealed record Text(Topiary.OneOf<string, int> Value);
            public sealed record Exact(System.Numerics.BigInteger Number, [property: JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)] System.Numerics.BigInteger AsText);
            public sealed record Times(
                [property: JsonConverter(typeof(Topiary.UnixSecondsConverter))] DateTimeOffset Seconds,
                [property: JsonConverter(typeof(Topiary.UnixMillisecondsConverter))] DateTimeOffset? Milliseconds);
            public enum State { on, off, [JsonStringEnumMemberName("not known")] Unknown }
            public readonly record struct Slot(string Kind, int Id) : ISpanFormattable, ISpanParsable<Slot>
            {
                public static Slot Parse(ReadOnlySpan<char> s, IFormatProvider? p) => TryParse(s, p, out var slot) ? slot : throw new FormatException();
                public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? p, out Slot slot)
                {
                    var colon = s.IndexOf(':');
                    slot = default;
                    if (colon < 1 || !int.TryParse(s[(colon + 1)..], out var id)) return false;
                    slot = new(s[..colon].ToString(), id);
                    return true;
                }
                public static Slot Parse(string s, IFormatProvider? p) => Parse(s.AsSpan(), p);
                public static bool TryParse(string? s, IFormatProvider? p, out Slot slot) => TryParse(s.AsSpan(), p, out slot);
                public override string ToString() => $"{Kind}:{Id}";
                public string ToString(string? format, IFormatProvider? p) => ToString();
                public bool TryFormat(Span<char> destination, out int length, ReadOnlySpan<char> format, IFormatProvider? p) { length = ToString().Length; return ToString().TryCopyTo(destination); }
            }
        }
        """;

    private static readonly string[] s_types =
    [
        "My.App.Answer", "My.App.Part", "My.App.Text", "My.App.Exact", "My.App.Times", "Dictionary<My.App.Slot, int>", "Topiary.OneOf<string, List<string>>",
        "Dictionary<DateTimeOffset, int>", "Dictionary<bool, int>", "Dictionary<Uri, int>",
    ];

    private static readonly string[] s_payloadTypes =
    [
        "Topiary.OneOf<My.App.Part, string>", "Topiary.OneOf<My.App.Part, string>?", "Topiary.OneOf<My.App.State, double, bool>",
        "Topiary.OneOf<List<int>, ReadOnlyMemory<byte>>", "Topiary.OneOf<My.App.Part, double>", "My.App.State?", "double?",
    ];

    private static readonly Lazy<SerializerHost> s_payloads = new(() => SerializerHost.Create(Source, s_payloadTypes, format: 0));
    private static readonly Lazy<SerializerHost> s_host = new(() => SerializerHost.Create(Source, s_types));

    [Theory]
    [InlineData("My.App.Answer", """{"id":22,"value":true,"parts":null}""", """{"id":22,"value":true,"parts":null}""")]
    [InlineData("My.App.Answer", """{"id":"22","value":1.5,"mode":"Cool","parts":{"a":1,"inner":null}}""", """{"id":"22","value":1.5,"mode":"Cool","parts":{"a":1,"inner":null}}""")]
    [InlineData("My.App.Answer", """{"id":1,"value":[1,2],"mode":"fan-only","parts":[{"a":1},null]}""", """{"id":1,"value":[1,2],"mode":"fan-only","parts":[{"a":1,"inner":null},null]}""")]
    [InlineData("My.App.Answer", """{"id":1,"mode":"turbo"}""", """{"id":1,"value":null,"mode":"turbo","parts":null}""")]
    [InlineData("My.App.Part", """{"a":1,"inner":{"a":2,"inner":{"a":"x","b":[{}]}}}""", """{"a":1,"inner":{"a":2,"inner":{"a":"x","b":[{}]}}}""")]
    [InlineData("My.App.Part", """{"a":1,"inner":[1]}""", """{"a":1,"inner":[1]}""")]
    [InlineData("My.App.Text", """{"value":null}""", """{"value":null}""")]
    [InlineData("Topiary.OneOf<string, List<string>>", """["a"]""", """["a"]""")]
    [InlineData("Topiary.OneOf<string, List<string>>", "\"a\"", "\"a\"")]
    [InlineData("My.App.Exact", """{"number":123456789012345678901234567890123456789012345678901234567890,"asText":"-1"}""", """{"number":123456789012345678901234567890123456789012345678901234567890,"asText":"-1"}""")]
    [InlineData("My.App.Times", """{"seconds":1661517385.44,"milliseconds":1548683523859}""", """{"seconds":1661517385.44,"milliseconds":1548683523859}""")]
    [InlineData("My.App.Times", """{"seconds":"1661517385","milliseconds":null}""", """{"seconds":1661517385,"milliseconds":null}""")]
    [InlineData("My.App.Times", """{"seconds":-1.0000001,"milliseconds":0.0001}""", """{"seconds":-1.0000001,"milliseconds":0.0001}""")]
    [InlineData("Dictionary<My.App.Slot, int>", """{"switch:0":1,"sw\u0069tch:10":2}""", """{"switch:0":1,"switch:10":2}""")]
    [InlineData("Dictionary<DateTimeOffset, int>", """{"2022-07-18T09:34:15.7750+02:00":1,"2022-07-18T09:34:15Z":2}""", """{"2022-07-18T09:34:15.775+02:00":1,"2022-07-18T09:34:15+00:00":2}""")]
    [InlineData("Dictionary<bool, int>", """{"true":1,"false":2}""", """{"True":1,"False":2}""")]
    [InlineData("Dictionary<Uri, int>", """{"http://a/?b=\u00e4":1}""", """{"http://a/?b=\u00E4":1}""")]
    public void A_document_is_read_and_written_again(string type, string document, string expected)
    {
        var payload = s_host.Value.Payload(type);

        Assert.Equal(expected, Encoding.UTF8.GetString(payload.Write(payload.Read(Encoding.UTF8.GetBytes(document)))));
    }

    [Theory]
    [InlineData("My.App.Answer", """{"id":true}""", "$.id")]
    [InlineData("My.App.Answer", """{"id":1,"value":"x"}""", "$.value")]
    [InlineData("My.App.Answer", """{"id":1,"parts":[{"a":"x"}]}""", "$.parts[0].a")]
    [InlineData("My.App.Answer", """{"id":1,"mode":3.5}""", "$.mode")]
    [InlineData("My.App.Answer", """{"id":1,"mode":"turbo""", "$.mode")]
    [InlineData("My.App.Part", """{"a":1,"inner":{"a":1,]""", "$.inner")]
    [InlineData("My.App.Times", """{"seconds":1e20}""", "$.seconds")]
    [InlineData("My.App.Times", """{"seconds":"soon"}""", "$.seconds")]
    [InlineData("My.App.Exact", """{"number":1.5}""", "$.number")]
    [InlineData("Dictionary<My.App.Slot, int>", """{"switch":1}""", "$.switch")]
    [InlineData("Dictionary<bool, int>", """{"yes":1}""", "$.yes")]
    public void What_fits_no_type_is_refused_with_its_path(string type, string document, string path)
    {
        var exception = Assert.Throws<JsonException>(() => s_host.Value.Payload(type).Read(Encoding.UTF8.GetBytes(document)));

        Assert.StartsWith(path, exception.Path, StringComparison.Ordinal);
    }

    [Fact]
    public void Deep_nesting_of_what_does_not_fit_takes_time_by_its_length()
    {
        const int Depth = 60;
        var document = string.Concat(Enumerable.Repeat("{\"a\":1,\"inner\":", Depth)) + "{\"a\":\"x\"}" + new string('}', Depth);

        var payload = s_host.Value.Payload("My.App.Part");
        Assert.Contains("\"a\":\"x\"", Encoding.UTF8.GetString(payload.Write(payload.Read(Encoding.UTF8.GetBytes(document)))));
    }

    [Theory]
    [InlineData("Topiary.OneOf<int, int>", "is int twice")]
    [InlineData("Topiary.OneOf<JsonElement, int>", "is never int, since System.Text.Json.JsonElement takes everything; put it last")]
    [InlineData("Topiary.OneOf<My.App.Part, Dictionary<string, int>>", "may be an object of two types, My.App.Part and System.Collections.Generic.Dictionary<string, int>, which its form does not tell apart; use [JsonDerivedType]")]
    [InlineData("Topiary.OneOf<int[], string, List<string>>", "may be an array of two types, int[] and System.Collections.Generic.List<string>, which its form does not tell apart; use [JsonDerivedType]")]
    public void Types_that_cannot_be_told_apart_are_refused(string type, string reason)
        => Assert.Contains(reason, SerializerHost.Refusal(Source, type), StringComparison.Ordinal);

    [Theory]
    [InlineData("Topiary.OneOf<My.App.Part, string>", """{"a":1,"inner":null}""", "Part")]
    [InlineData("Topiary.OneOf<My.App.Part, string>", "FX=73", "String")]
    [InlineData("Topiary.OneOf<My.App.Part, string>", "null", "String")]
    [InlineData("Topiary.OneOf<My.App.Part, string>", """{"a":"x"}""", "String")]
    [InlineData("Topiary.OneOf<My.App.Part, string>?", "", null)]
    [InlineData("Topiary.OneOf<My.App.State, double, bool>", "on", "State")]
    [InlineData("Topiary.OneOf<My.App.State, double, bool>", "21.5", "Double")]
    [InlineData("Topiary.OneOf<My.App.State, double, bool>", "false", "Boolean")]
    [InlineData("Topiary.OneOf<List<int>, ReadOnlyMemory<byte>>", "[1]", "List`1")]
    [InlineData("Topiary.OneOf<List<int>, ReadOnlyMemory<byte>>", "\u0001", "ReadOnlyMemory`1")]
    [InlineData("My.App.State?", "not known", "State")]
    [InlineData("My.App.State?", "", null)]
    [InlineData("double?", "20.5", "Double")]
    public void A_whole_payload_may_be_of_several_forms(string type, string text, string? expected)
    {
        var payload = s_payloads.Value.Payload(type);
        var value = payload.Read(Encoding.UTF8.GetBytes(text));

        Assert.Equal(expected, (value is not null && value.GetType().GetProperty("Value") is { } one ? one.GetValue(value) : value)?.GetType().Name);
        Assert.Equal(text, Encoding.UTF8.GetString(payload.Write(value)));
    }

    [Theory]
    [InlineData("Topiary.OneOf<My.App.State, double, bool>", "hot", "The payload is not a Boolean: 'hot'.")]
    [InlineData("Topiary.OneOf<My.App.Part, double>", """{"a":"x"}""", "The JSON value could not be converted to System.Int32. Path: $.a | LineNumber: 0 | BytePositionInLine: 8.")]
    [InlineData("double?", "warm", "The payload is not a Double: 'warm'.")]
    public void A_payload_of_no_form_is_refused_with_the_most_telling_reason(string type, string text, string reason)
    {
        var exception = Assert.ThrowsAny<Exception>(() => s_payloads.Value.Payload(type).Read(Encoding.UTF8.GetBytes(text)));

        Assert.Equal(reason, exception.Message);
    }

    [Fact]
    public void What_takes_everything_comes_last()
        => Assert.Contains(
            "is never what follows string, which takes every payload; put it last",
            SerializerHost.Refusal(Source, "Topiary.OneOf<string, int>", format: 0),
            StringComparison.Ordinal);
}
