using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Topiary.Runtime.Tests;

/// <summary>Numbers on the short way are written and read exactly as System.Text.Json writes and reads them.</summary>
public sealed class ShortDecimalTests
{
    private const int Samples = 50_000;

    [Theory]
    [InlineData(0, "0")]
    [InlineData(-0.0, "-0")]
    [InlineData(21.5, "21.5")]
    [InlineData(-273.15, "-273.15")]
    [InlineData(999999999.999999, "999999999.999999")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(1.000001, "1.000001")]
    public void A_short_decimal_takes_the_short_way(double value, string expected)
    {
        Span<byte> text = stackalloc byte[ShortDecimal.MaximumLength];
        Assert.True(ShortDecimal.TryFormat(value, text, out var length));
        Assert.Equal(expected, Encoding.UTF8.GetString(text[..length]));
        Assert.True(JsonNumber.TryRead(text[..length], out var number));
        Assert.True(number.TryGetDouble(out var back));
        Assert.Equal(BitConverter.DoubleToInt64Bits(value), BitConverter.DoubleToInt64Bits(back));
    }

    [Theory]
    [InlineData(0.00001)]
    [InlineData(1e9)]
    [InlineData(1e300)]
    [InlineData(0.1 + 0.2)]
    [InlineData(1.0 / 3)]
    [InlineData(double.Epsilon)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Other_numbers_are_left_to_the_general_way(double value)
        => Assert.False(ShortDecimal.TryFormat(value, new byte[ShortDecimal.MaximumLength], out _));

    [Theory]
    [InlineData("1e5")]
    [InlineData("1234567890123456")]
    [InlineData("0.1234567890123456")]
    [InlineData("0.00000000000000000001")]
    public void Other_text_is_left_to_the_general_way(string text)
    {
        Assert.True(JsonNumber.TryRead(Encoding.UTF8.GetBytes(text), out var number));
        Assert.False(number.TryGetDouble(out _));
    }

    [Fact]
    public void Doubles_are_written_as_the_json_writer_writes_them()
    {
        var random = new Random(7);
        for (var index = 0; index < Samples; index++)
        {
            var value = SomeDouble(random);
            Assert.Equal(Written(writer => writer.WriteNumberValue(value)), Ours((ref JsonOutput writer) => JsonWrite.Value(ref writer, value)));
        }
    }

    [Fact]
    public void Floats_are_written_as_the_json_writer_writes_them()
    {
        var random = new Random(8);
        for (var index = 0; index < Samples; index++)
        {
            var value = (float)SomeDouble(random);
            if (float.IsFinite(value))
            {
                Assert.Equal(Written(writer => writer.WriteNumberValue(value)), Ours((ref JsonOutput writer) => JsonWrite.Value(ref writer, value)));
            }
        }
    }

    [Fact]
    public void Doubles_are_read_as_the_json_reader_reads_them()
    {
        var random = new Random(9);
        for (var index = 0; index < Samples; index++)
        {
            var text = Encoding.UTF8.GetBytes(SomeDouble(random).ToString(index % 2 == 0 ? "R" : "F7", CultureInfo.InvariantCulture));
            var general = new Utf8JsonReader(text);
            general.Read();
            var ours = new JsonInput(text);
            ours.Read();
            Assert.Equal(BitConverter.DoubleToInt64Bits(general.GetDouble()), BitConverter.DoubleToInt64Bits(JsonRead.Double(ref ours)));
        }
    }

    /// <summary>Short decimals, their neighbours, and any other number.</summary>
    private static double SomeDouble(Random random)
    {
        var decimalNumber = random.NextInt64(-1_000_000_000_000, 1_000_000_000_000) / Math.Pow(10, random.Next(0, 9));
        return random.Next(5) switch
        {
            0 => random.Next(-1000, 1000) / 10.0,
            1 => decimalNumber,
            2 => Math.BitIncrement(decimalNumber),
            3 => random.NextDouble() * Math.Pow(10, random.Next(-10, 12)),
            _ => BitConverter.Int64BitsToDouble(random.NextInt64()) is var any && double.IsFinite(any) ? any : 0,
        };
    }

    private delegate void Write(ref JsonOutput writer);

    private static string Ours(Write write)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new JsonOutput(output);
        write(ref writer);
        writer.Flush();
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static string Written(Action<Utf8JsonWriter> write)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
