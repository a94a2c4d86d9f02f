using System.Buffers;
using Topiary.Runtime;

namespace Topiary.Generators.Tests.Serialization;

/// <summary>What hostile payloads cost, where errors are placed, and that reading and writing allocate nothing of their own.</summary>
public sealed class MessagePackHostileTests
{
    private const string Source = """
        public record Reading(string Sensor, double Celsius, int[]? Counts, Dictionary<int, Reading>? Others = null);
        [MessagePackObject] public record Keyed([property: Key(0)] byte Small, [property: Key(1)] Guid Id, [property: Key(2)] DateTime At, [property: Key(3)] DateTimeOffset Local,
            [property: Key(4)] decimal Price, [property: Key(5)] DateOnly Day, [property: Key(6)] TimeOnly Time, [property: Key(7)] Version? Version, [property: Key(8)] bool Flag);
        public class Nested { public Nested? N { get; set; } }
        public record struct Climate(double Celsius, double Humidity, DateTimeOffset At);
        public class Flat { public int A { get; set; } public double B { get; init; } public DateTimeOffset C { get; set; } public Guid? D { get; set; } public decimal E { get; set; } public DateTime F { get; set; } }
        [MessagePackObject] public struct Sample { [Key(0)] public int A; [Key(1)] public long B; [Key(2)] public Guid C; [Key(3)] public TimeSpan D; [Key(5)] public decimal E; [Key(6)] public DateOnly? F; [Key(7)] public char G; }
        """;

    private static readonly Lazy<SerializerHost> s_host = new(() => SerializerHost.Create(
        Source,
        ["Reading", "Keyed", "Nested", "Climate", "Sample", "Flat", "List<Sample>", "Guid[]", "string", "byte[]", "List<string>", "Dictionary<string, int>", "int", "ulong", "long", "float", "double", "char", "Uri", "System.Numerics.BigInteger"],
        format: 2));

    [Theory]
    [InlineData("Reading", "", "The MessagePack payload ends in the middle of a value. Path: $ | ByteOffset: 0.")]
    [InlineData("Reading", "93", "The MessagePack payload declares 3 elements, but ends after 0 more bytes. Path: $ | ByteOffset: 0.")]
    [InlineData("Reading", "82A743656C73697573A178C0C0", "The MessagePack value could not be converted to System.Double: it is a string. Path: $.Celsius | ByteOffset: 9.")]
    [InlineData("Reading", "81A6436F756E74739301CB3FF000000000000002", "The MessagePack value could not be converted to System.Int32: it is a float. Path: $.Counts[1] | ByteOffset: 10.")]
    [InlineData("Reading", "81A64F7468657273810781A743656C73697573C3", "The MessagePack value could not be converted to System.Double: it is a boolean. Path: $.Others[7].Celsius | ByteOffset: 19.")]
    [InlineData("Reading", "81A64F74686572738181A16101C3", "The MessagePack value could not be converted to System.Int32: it is a map. Path: $.Others | ByteOffset: 9.")]
    [InlineData("Reading", "82A16181920102C3A743656C73697573C3", "The MessagePack value could not be converted to System.Double: it is a boolean. Path: $.Celsius | ByteOffset: 16.")]
    [InlineData("Reading", "81C1", "The MessagePack payload declares 1 entries, but ends after 1 more bytes. Path: $ | ByteOffset: 0.")]
    [InlineData("Reading", "81A653656E736F72A2C328", "The MessagePack string is not UTF-8. Path: $.Sensor | ByteOffset: 8.")]
    [InlineData("Reading", "81A653656E736F72C1", "The MessagePack payload holds the byte 0xC1, which MessagePack does not use. Path: $.Sensor | ByteOffset: 8.")]
    [InlineData("Keyed", "91CD0100", "The MessagePack value could not be converted to System.Byte: it is outside of what the type can hold. Path: $[0] | ByteOffset: 1.")]
    [InlineData("Keyed", "9200A178", "The MessagePack value could not be converted to System.Guid: it is another string. Path: $[1] | ByteOffset: 2.")]
    [InlineData("Keyed", "9300D92463303663626138302D383639342D346233642D386437392D623861376138353031353438D40500", "The MessagePack value could not be converted to System.DateTime: it is an extension of type 5. Path: $[2] | ByteOffset: 40.")]
    [InlineData("Dictionary<string, int>", "81C001", "A key of System.Collections.Generic.Dictionary`2[System.String,System.Int32] is nil. Path: $ | ByteOffset: 1.")]
    [InlineData("int", "0000", "The MessagePack payload goes on after its value. Path: $ | ByteOffset: 1.")]
    [InlineData("ulong", "FF", "The MessagePack value could not be converted to System.UInt64: it is outside of what the type can hold. Path: $ | ByteOffset: 0.")]
    [InlineData("long", "CFFFFFFFFFFFFFFFFF", "The MessagePack value could not be converted to System.Int64: it is outside of what the type can hold. Path: $ | ByteOffset: 0.")]
    [InlineData("char", "CE00010000", "The MessagePack value could not be converted to System.Char: it is outside of what the type can hold. Path: $ | ByteOffset: 0.")]
    public void Errors_say_what_where(string type, string hex, string message)
        => Assert.Equal(message, Assert.Throws<MessagePackFormatException>(() => Read(type, hex)).Message);

    [Theory]
    [InlineData("int", "CC05", 5)]
    [InlineData("int", "CF0000000000000005", 5)]
    [InlineData("int", "D3FFFFFFFFFFFFFFFB", -5)]
    [InlineData("ulong", "D005", 5UL)]
    [InlineData("float", "CB3FF8000000000000", 1.5f)]
    [InlineData("float", "FF", -1f)]
    [InlineData("double", "CA3FC00000", 1.5)]
    [InlineData("double", "CFFFFFFFFFFFFFFFFF", 18446744073709551615.0)]
    [InlineData("string", "D90161", "a")]
    [InlineData("string", "DA000161", "a")]
    [InlineData("string", "DB0000000161", "a")]
    public void A_form_that_is_not_the_shortest_is_read_too(string type, string hex, object value) => Assert.Equal(value, Read(type, hex));

    [Theory]
    [InlineData("string", "DBFFFFFFFF")]
    [InlineData("byte[]", "C6FFFFFFFF")]
    [InlineData("byte[]", "C67FFFFFFF00")]
    [InlineData("System.Numerics.BigInteger", "C67FFFFFFF00")]
    [InlineData("List<Sample>", "DDFFFFFFFF")]
    [InlineData("List<Sample>", "DD7FFFFFFF90")]
    [InlineData("Guid[]", "DD7FFFFFFFA0")]
    [InlineData("Dictionary<string, int>", "DFFFFFFFFF")]
    [InlineData("Dictionary<string, int>", "DF7FFFFFFFA001")]
    [InlineData("Nested", "DFFFFFFFFF")]
    [InlineData("Nested", "81A178C9FFFFFFFF05")]
    [InlineData("Nested", "81A178DDFFFFFFFFC0")]
    [InlineData("Uri", "DAFFFF61")]
    public void A_length_that_is_not_there_reserves_nothing(string type, string hex)
    {
        var payload = s_host.Value.Payload(type);
        var bytes = Convert.FromHexString(hex);
        Assert.Throws<MessagePackFormatException>(() => payload.Read(bytes));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<MessagePackFormatException>(() => payload.Read(bytes));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 * 1024);
    }

    [Fact]
    public void A_count_that_is_only_just_possible_reserves_a_first_piece()
    {
        const int Count = 4_000_000;
        var payload = s_host.Value.Payload("List<Sample>");
        byte[] bytes = [0xdd, 0, 0x3d, 0x09, 0, .. new byte[Count]];
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<MessagePackFormatException>(() => payload.Read(bytes));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 256 * 1024);
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void Nesting_ends_at_64_levels(int levels, bool isRead)
    {
        var known = Enumerable.Repeat("81A14E", levels - 1).Append("80").Aggregate(string.Concat);
        var unknown = "81A178" + string.Concat(Enumerable.Repeat("91", levels - 2)) + "90";
        foreach (var hex in new[] { known, unknown })
        {
            var exception = Record.Exception(() => Read("Nested", hex));
            Assert.Equal(isRead, exception is null);
            Assert.True(isRead || exception!.Message.StartsWith("The MessagePack payload is nested deeper than 64 levels. Path: $.", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_million_levels_do_not_exhaust_the_stack()
    {
        var payload = s_host.Value.Payload("Nested");
        Assert.Throws<MessagePackFormatException>(() => payload.Read([0x81, 0xa1, 0x78, .. Enumerable.Repeat((byte)0x91, 1_000_000), 0xc0]));
        Assert.Throws<MessagePackFormatException>(() => payload.Read([.. Enumerable.Repeat(new byte[] { 0x81, 0xa1, 0x4e }, 400_000).SelectMany(static part => part), 0xc0]));
    }

    [Fact]
    public void A_value_that_contains_itself_is_not_written()
    {
        var payload = s_host.Value.Payload("Nested");
        var value = Activator.CreateInstance(payload.Type)!;
        payload.Type.GetProperty("N")!.SetValue(value, value);
        Assert.Equal("The value is nested deeper than 64 levels or contains itself.", Assert.Throws<InvalidOperationException>(() => payload.Write(value)).Message);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(12)]
    public void Timestamps_out_of_range_are_refused(int size)
    {
        var payload = s_host.Value.Payload("Climate");
        byte[] header = size == 4 ? [0xd6, 0xff] : size == 8 ? [0xd7, 0xff] : [0xc7, 12, 0xff];
        byte[] prefix = [0x81, 0xa2, (byte)'A', (byte)'t', .. header];
        var isRead = Record.Exception(() => payload.Read([.. prefix, .. Enumerable.Repeat((byte)0xff, size)])) is null;
        Assert.Equal(size == 4, isRead);
        Assert.Null(Record.Exception(() => payload.Read([.. prefix, .. new byte[size]])));
    }

    [Theory]
    [InlineData("Climate")]
    [InlineData("Sample")]
    public void Writing_and_reading_a_struct_allocates_nothing(string type)
    {
        var payload = s_host.Value.Payload(type);
        var measure = typeof(MessagePackHostileTests).GetMethod(nameof(Allocated), System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic)!.MakeGenericMethod(payload.Type);
        Assert.Equal(0L, measure.Invoke(null, [payload]));
    }

    [Fact]
    public void Reading_a_class_allocates_the_object_and_writing_it_nothing()
    {
        var payload = s_host.Value.Payload("Flat");
        var value = payload.Read([0x80])!;
        var size = Bytes(() => System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(payload.Type));
        var measure = typeof(MessagePackHostileTests).GetMethod(nameof(AllocatedByObject), System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic)!.MakeGenericMethod(payload.Type);
        Assert.Equal((0L, size), measure.Invoke(null, [payload, value]));
    }

    private static (long Writing, long Reading) AllocatedByObject<T>(PayloadOracle payload, T value)
    {
        var serializer = ((PayloadOracle<T>)payload).Serializer;
        var output = new ArrayBufferWriter<byte>(4096);
        serializer.Serialize(value, output);
        var bytes = output.WrittenSpan.ToArray();
        return (
            Bytes(() =>
            {
                output.ResetWrittenCount();
                serializer.Serialize(value, output);
            }),
            Bytes(() => serializer.Deserialize(bytes)));
    }

    private static long Bytes(Action action)
    {
        var least = long.MaxValue;
        for (var round = 0; round < 20; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }

    private static long Allocated<T>(PayloadOracle payload)
    {
        var serializer = ((PayloadOracle<T>)payload).Serializer;
        var output = new ArrayBufferWriter<byte>(4096);
        var value = default(T)!;
        var allocated = long.MaxValue;
        for (var round = 0; round < 3; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100; i++)
            {
                output.ResetWrittenCount();
                serializer.Serialize(value, output);
                value = serializer.Deserialize(output.WrittenSpan);
            }

            allocated = Math.Min(allocated, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return allocated;
    }

    private static object? Read(string type, string hex) => s_host.Value.Payload(type).Read(Convert.FromHexString(hex));
}
