using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Topiary.Generators.Tests.Serialization;

/// <summary>Single facts about the generated JSON serializers that the differential tests could pass by.</summary>
public sealed class JsonSerializerTests
{
    private const string Source = """
        namespace My.App
        {
            public readonly record struct Climate(double Celsius, double Humidity, DateTimeOffset At);
            public sealed record Need(string Name) { public required int Count { get; init; } public required int Other { get; init; } public string Note { get; init; } = "kept"; }
            public sealed record House(string Name, List<Need>? Rooms);
            public sealed class Node { public Node? Next { get; set; } }
            public sealed record Sets(IReadOnlySet<int> Numbers);
            public sealed class Calls : IJsonOnDeserialized, IJsonOnSerializing { public int A { get; set; } [JsonIgnore] public int Seen; public void OnDeserialized() => Seen = A + 1; public void OnSerializing() => A++; }
            public sealed class Foo { public int A { get; set; } } public sealed class FOO { public int B { get; set; } }
            public sealed class Old { [Obsolete("older")] public int A { get; set; } }
        }
        """;

    private static readonly string[] s_types = ["My.App.Climate", "My.App.Need", "My.App.House", "My.App.Node", "My.App.Sets", "My.App.Calls", "My.App.Foo", "My.App.FOO", "My.App.Old"];
    private static readonly Lazy<SerializerHost> s_host = new(() => SerializerHost.Create(Source, s_types));

    [Theory]
    [InlineData("My.App.House", """{"name":"n","rooms":[{"name":"a","count":1,"other":2},{"name":"b","note":"x"}]}""", "JSON deserialization for type 'My.App.Need' was missing required properties including: 'count', 'other'. Path: $.rooms[1] | LineNumber: 0 | BytePositionInLine: 77.", "$.rooms[1]")]
    [InlineData("My.App.Climate", "{\n  \"celsius\": \"warm\"\n}", "The JSON value could not be converted to System.Double. Path: $.celsius | LineNumber: 1 | BytePositionInLine: 19.", "$.celsius")]
    [InlineData("My.App.Climate", """{"celsius":null}""", "The JSON value could not be converted to System.Double. Path: $.celsius | LineNumber: 0 | BytePositionInLine: 15.", "$.celsius")]
    [InlineData("My.App.Climate", "null", "The JSON value could not be converted to My.App.Climate. Path: $ | LineNumber: 0 | BytePositionInLine: 4.", "$")]
    [InlineData("My.App.Climate", """{"celsius":1,]""", "']' is an invalid start of a property name. Expected a '\"'. Path: $ | LineNumber: 0 | BytePositionInLine: 13.", "$")]
    [InlineData("My.App.Climate", "", "The input does not contain any JSON tokens. Expected the input to start with a valid JSON token, when isFinalBlock is true. Path: $ | LineNumber: 0 | BytePositionInLine: 0.", "$")]
    public void An_error_names_what_is_wrong_and_where(string type, string document, string message, string path)
    {
        var payload = s_host.Value.Payload(type);

        var exception = Assert.Throws<JsonException>(() => payload.Read(Encoding.UTF8.GetBytes(document)));

        Assert.Equal(message, exception.Message);
        Assert.Equal(path, exception.Path);

        // The oracle does not put the place at the end of every text.
        var oracle = Assert.Throws<JsonException>(() => payload.ReadExpected(Encoding.UTF8.GetBytes(document)));
        Assert.StartsWith(oracle.Message, exception.Message, StringComparison.Ordinal);
        Assert.Equal((oracle.Path, oracle.LineNumber, oracle.BytePositionInLine), (exception.Path, exception.LineNumber, exception.BytePositionInLine));
    }

    [Fact]
    public void An_init_member_that_is_absent_keeps_its_initial_value()
    {
        var value = s_host.Value.Payload("My.App.Need").Read("""{"NAME":"a","count":"5","other":0}"""u8)!;

        Assert.Equal("Need { Name = a, Count = 5, Other = 0, Note = kept }", value.ToString());
    }

    [Fact]
    public void A_read_only_set_is_read_though_the_oracle_cannot()
    {
        var value = s_host.Value.Payload("My.App.Sets").Read("""{"numbers":[1,2,1]}"""u8)!;

        Assert.Equal([1, 2], (IReadOnlySet<int>)value.GetType().GetProperty("Numbers")!.GetValue(value)!);
    }

    [Fact]
    public void Sixty_four_levels_can_be_written_and_read_and_not_one_more()
    {
        var payload = s_host.Value.Payload("My.App.Node");

        var deepest = payload.Read(Nested(64));
        Assert.Equal(Nested(64), payload.Write(deepest));
        Assert.Contains("maximum configured depth of 64", Assert.Throws<JsonException>(() => payload.Read(Nested(65))).Message, StringComparison.Ordinal);

        var cycle = Activator.CreateInstance(payload.Type)!;
        payload.Type.GetProperty("Next")!.SetValue(cycle, cycle);
        Assert.Equal("The value of type My.App.Node is nested deeper than 64 levels or contains itself.", Assert.Throws<JsonException>(() => payload.Write(cycle)).Message);
        Assert.Equal("""{"next":null}"""u8, payload.Write(Activator.CreateInstance(payload.Type)));
    }

    [Fact]
    public void A_type_is_told_that_it_is_written_and_read()
    {
        var payload = s_host.Value.Payload("My.App.Calls");

        var value = payload.Read("""{"a":4}"""u8)!;

        Assert.Equal(5, payload.Type.GetField("Seen")!.GetValue(value));
        Assert.Equal("""{"a":5}"""u8, payload.Write(value));
    }

    [Fact]
    public void Types_whose_names_differ_in_case_only_get_classes_of_their_own()
    {
        Assert.Equal("""{"b":0}"""u8, s_host.Value.Payload("My.App.FOO").Write(Activator.CreateInstance(s_host.Value.Type("My.App.FOO"))));
    }

    [Fact]
    public void The_generator_gives_the_same_text_each_time()
    {
        Assert.Equal(s_host.Value.Sources, SerializerHost.Create(Source, s_types).Sources);
        Assert.DoesNotContain(s_host.Value.Sources.Values, source => source.Contains('\r', StringComparison.Ordinal));
    }

    [Fact]
    public void Writing_allocates_nothing_and_reading_only_the_objects()
    {
        var allocation = (IAllocation)Activator.CreateInstance(typeof(Allocation<>).MakeGenericType(s_host.Value.Type("My.App.Climate")), s_host.Value.Payload("My.App.Climate"))!;

        var (written, read) = allocation.Measure("""{"celsius":21.5,"humidity":0.43,"at":"2024-01-02T03:04:05+00:00"}"""u8.ToArray());

        Assert.Equal(0, written);
        Assert.Equal(0, read);
    }

    private static byte[] Nested(int levels)
        => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"next\":", levels - 1)) + "{\"next\":null}" + new string('}', levels - 1));

    private interface IAllocation
    {
        (long Written, long Read) Measure(byte[] document);
    }

    private sealed class Allocation<T>(object payload) : IAllocation
    {
        private const int Rounds = 1000;

        public (long Written, long Read) Measure(byte[] document)
        {
            var serializer = ((PayloadOracle<T>)payload).Serializer;
            var output = new ArrayBufferWriter<byte>(4096);
            var value = serializer.Deserialize(document);
            Write(serializer, value, output);
            Read(serializer, document);
            var before = GC.GetAllocatedBytesForCurrentThread();
            Write(serializer, value, output);
            var between = GC.GetAllocatedBytesForCurrentThread();
            Read(serializer, document);
            return (between - before, GC.GetAllocatedBytesForCurrentThread() - between);
        }

        private static void Write(IPayloadSerializer<T> serializer, T value, ArrayBufferWriter<byte> output)
        {
            for (var i = 0; i < Rounds; i++)
            {
                output.ResetWrittenCount();
                serializer.Serialize(value, output);
            }
        }

        private static void Read(IPayloadSerializer<T> serializer, byte[] document)
        {
            for (var i = 0; i < Rounds; i++)
            {
                serializer.Deserialize(document);
            }
        }
    }
}
