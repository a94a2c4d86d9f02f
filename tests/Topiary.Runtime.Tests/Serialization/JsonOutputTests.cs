using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Topiary.Runtime.Tests;

/// <summary>The JSON writer writes what System.Text.Json's writes, whatever room the output gives.</summary>
public sealed class JsonOutputTests
{
    private const int Samples = 20_000;

    private delegate void Write(ref JsonOutput writer);

    [Fact]
    public void Strings_and_names_are_escaped_as_by_the_oracle()
    {
        var random = new Random(21);
        for (var i = 0; i < Samples; i++)
        {
            var name = SomeText(random);
            var text = SomeText(random);
            AssertSame(
                writer =>
                {
                    writer.WriteStartObject();
                    writer.WriteString(name, text);
                    writer.WriteEndObject();
                },
                (ref JsonOutput writer) =>
                {
                    writer.WriteStartObject();
                    writer.WritePropertyName(name);
                    JsonWrite.Value(ref writer, text);
                    writer.WriteEndObject();
                });
        }
    }

    [Fact]
    public void Every_character_is_escaped_as_by_the_oracle()
    {
        for (var letter = 0; letter <= char.MaxValue; letter++)
        {
            var text = $"a{(char)letter}b";
            Assert.Equal(Theirs(writer => writer.WriteStringValue(text)), Ours((ref JsonOutput writer) => JsonWrite.Value(ref writer, text), new ArrayBufferWriter<byte>()));
        }
    }

    [Fact]
    public void Single_values_are_written_as_by_the_oracle()
    {
        var random = new Random(22);
        var bytes = new byte[40];
        for (var i = 0; i < Samples; i++)
        {
            random.NextBytes(bytes);
            var number = random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64);
            var exact = new decimal(random.Next(), random.Next(), random.Next(), random.Next(2) == 0, (byte)random.Next(29));
            var id = new Guid(bytes.AsSpan(0, 16));
            var ticks = random.NextInt64(TimeSpan.TicksPerDay, DateTime.MaxValue.Ticks - TimeSpan.TicksPerDay);
            ticks -= ticks % (long)Math.Pow(10, random.Next(9));
            var time = new DateTimeOffset(ticks, TimeSpan.FromMinutes(random.Next(-700, 700)));
            var date = DateTime.SpecifyKind(time.DateTime, (DateTimeKind)random.Next(3));
            var length = random.Next(bytes.Length);
            AssertSame(
                writer =>
                {
                    writer.WriteStartArray();
                    writer.WriteNumberValue(number);
                    writer.WriteNumberValue((ulong)number);
                    writer.WriteNumberValue(exact);
                    writer.WriteStringValue(id);
                    writer.WriteStringValue(time);
                    writer.WriteStringValue(date);
                    writer.WriteBase64StringValue(bytes.AsSpan(0, length));
                    writer.WriteBooleanValue(number > 0);
                    writer.WriteEndArray();
                },
                (ref JsonOutput writer) =>
                {
                    writer.WriteStartArray();
                    JsonWrite.Value(ref writer, number);
                    JsonWrite.Value(ref writer, (ulong)number);
                    JsonWrite.Value(ref writer, exact);
                    JsonWrite.Value(ref writer, id);
                    JsonWrite.Value(ref writer, time);
                    JsonWrite.Value(ref writer, date);
                    JsonWrite.Value(ref writer, bytes.AsSpan(0, length));
                    JsonWrite.Value(ref writer, number > 0);
                    writer.WriteEndArray();
                });
        }
    }

    [Fact]
    public void Values_of_the_oracle_stand_between_ours()
    {
        using var document = JsonDocument.Parse("""{"a":[1,2,{}],"b":"c"}""");
        var value = document.RootElement;
        AssertSame(
            writer =>
            {
                writer.WriteStartObject();
                writer.WritePropertyName("x"u8);
                value.WriteTo(writer);
                writer.WritePropertyName("y"u8);
                writer.WriteStartArray();
                value.WriteTo(writer);
                value.WriteTo(writer);
                writer.WriteEndArray();
                writer.WriteEndObject();
            },
            (ref JsonOutput writer) =>
            {
                writer.WriteStartObject();
                writer.WriteName("\"x\":"u8);
                JsonWrite.Value(ref writer, value);
                writer.WriteName("\"y\":"u8);
                writer.WriteStartArray();
                JsonWrite.Value(ref writer, value);
                JsonWrite.Value(ref writer, value);
                writer.WriteEndArray();
                writer.WriteEndObject();
            });
        AssertSame(value.WriteTo, (ref JsonOutput writer) => JsonWrite.Value(ref writer, value));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(60)]
    [InlineData(64)]
    public void Objects_and_arrays_end_right_after_their_last_value(int depth)
        => AssertSame(
            writer =>
            {
                for (var i = 0; i < depth; i++)
                {
                    writer.WriteStartArray();
                    writer.WriteNumberValue(i);
                }

                for (var i = 0; i < depth; i++)
                {
                    writer.WriteEndArray();
                }
            },
            (ref JsonOutput writer) =>
            {
                for (var i = 0; i < depth; i++)
                {
                    writer.WriteStartArray();
                    JsonWrite.Value(ref writer, i);
                }

                for (var i = 0; i < depth; i++)
                {
                    writer.WriteEndArray();
                }
            });

    [Fact]
    public void A_value_of_the_oracle_nests_no_deeper_than_ours()
    {
        using var document = JsonDocument.Parse("[[[1]]]");
        var value = document.RootElement;
        Assert.False(TryNested(value, 62));
        Assert.True(TryNested(value, 61));
    }

    private static bool TryNested(JsonElement value, int around)
    {
        var writer = new JsonOutput(new ArrayBufferWriter<byte>());
        for (var i = 0; i < around; i++)
        {
            writer.WriteStartArray();
        }

        try
        {
            JsonWrite.Value(ref writer, value);
            return true;
        }
        catch (InvalidOperationException)
        {
            Assert.True(writer.IsTooDeep);
            return false;
        }
    }

    private static string SomeText(Random random)
    {
        var letters = new char[random.Next(5) == 0 ? random.Next(400) : random.Next(20)];
        var kind = random.Next(4);
        for (var i = 0; i < letters.Length; i++)
        {
            letters[i] = kind switch
            {
                0 => (char)random.Next('a', 'z'),
                1 => (char)random.Next(' ', 0x80),
                2 => (char)random.Next(0x20, 0x800),
                _ => random.Next(3) == 0 ? (char)random.Next(0xD800, 0xE000) : (char)random.Next(char.MaxValue + 1),
            };
        }

        return new string(letters);
    }

    private static void AssertSame(Action<Utf8JsonWriter> theirs, Write ours)
    {
        var expected = Theirs(theirs);
        Assert.Equal(expected, Ours(ours, new ArrayBufferWriter<byte>()));
        Assert.Equal(expected, Ours(ours, new NarrowOutput()));
    }

    private static string Theirs(Action<Utf8JsonWriter> write)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static string Ours<TOutput>(Write write, TOutput output)
        where TOutput : IBufferWriter<byte>
    {
        var writer = new JsonOutput(output);
        write(ref writer);
        writer.Flush();
        return Encoding.UTF8.GetString(output is NarrowOutput narrow ? narrow.Written.ToArray() : ((ArrayBufferWriter<byte>)(object)output).WrittenSpan);
    }

    /// <summary>Gives just the room that is asked for, each time in another place.</summary>
    private sealed class NarrowOutput : IBufferWriter<byte>
    {
        private byte[] _room = [];

        public List<byte> Written { get; } = [];

        public void Advance(int count) => Written.AddRange(_room.AsSpan(0, count).ToArray());

        public Memory<byte> GetMemory(int sizeHint = 0) => _room = new byte[Math.Max(1, sizeHint)];

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }
}
