using System.Buffers;
using System.Text;
using Topiary.Runtime;

namespace Topiary.Generators.Tests.Serialization;

/// <summary>Which format a payload type has by itself, and what the text and raw payloads are on the wire.</summary>
public sealed class FormatTests
{
    private const string Source = """
        public enum Mode { Off, On, Alias = 1 }
        public readonly record struct Celsius(double Value) : ISpanFormattable, ISpanParsable<Celsius>
        {
            public string ToString(string? format, IFormatProvider? provider) => Value.ToString(format, provider) + "°";
            public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider) => ToString(null, provider).AsSpan().TryCopyTo(destination[..(charsWritten = ToString(null, provider).Length)]);
            public static Celsius Parse(string s, IFormatProvider? provider) => throw new NotSupportedException();
            public static bool TryParse(string? s, IFormatProvider? provider, out Celsius result) => throw new NotSupportedException();
            public static Celsius Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => throw new NotSupportedException();
            public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out Celsius result) { result = default; if (!s.EndsWith("°") || !double.TryParse(s[..^1], provider, out var value)) return false; result = new(value); return true; }
        }
        """;

    [Theory]
    [InlineData("ReadOnlyMemory<byte>", "global::Topiary.Runtime.RawMemoryPayload.Instance")]
    [InlineData("ReadOnlySequence<byte>", "global::Topiary.Runtime.RawSequencePayload.Instance")]
    [InlineData("byte[]", "global::Topiary.Runtime.RawArrayPayload.Instance")]
    [InlineData("string", "global::Topiary.Runtime.StringPayload.Instance")]
    [InlineData("bool", "global::Topiary.Runtime.BooleanPayload.Instance")]
    [InlineData("int", "global::Topiary.Runtime.TextPayload<int>.Instance")]
    [InlineData("decimal", "global::Topiary.Runtime.TextPayload<decimal>.Instance")]
    [InlineData("DateTime", "global::Topiary.Runtime.SpanTextPayload<global::System.DateTime>.Instance")]
    [InlineData("TimeSpan", "global::Topiary.Runtime.SpanTextPayload<global::System.TimeSpan>.Instance")]
    [InlineData("Celsius", "global::Topiary.Runtime.SpanTextPayload<global::Celsius>.Instance")]
    [InlineData("Mode", "global::Topiary.Generated.Global_ModeText.Instance")]
    [InlineData("int?", "global::Topiary.Generated.Nullable_of_Int32Payload_f1fd773f.Instance")]
    [InlineData("List<byte>", "global::Topiary.Generated.List_of_ByteJson.Instance")]
    public void A_type_has_a_format_by_itself(string type, string expression)
        => Assert.Equal(expression, SerializerHost.Create(Source, [type], format: 0).Expression(type));

    [Fact]
    public void An_enum_as_text_is_its_name_and_nothing_else()
    {
        var payload = SerializerHost.Create(Source, ["Mode"], format: 3).Payload("Mode");

        Assert.Equal("On"u8, payload.Write(Enum.ToObject(payload.Type, 1)));
        Assert.Equal(Enum.ToObject(payload.Type, 1), payload.Read("Alias"u8));
        Assert.Equal("The payload is not a Mode: 'on'.", Assert.Throws<FormatException>(() => payload.Read("on"u8)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => payload.Write(Enum.ToObject(payload.Type, 7)));
    }

    [Fact]
    public void Text_is_written_and_read_without_loss()
    {
        RoundTrip(TextPayload<int>.Instance, -5, "-5");
        RoundTrip(TextPayload<double>.Instance, 0.1, "0.1");
        RoundTrip(TextPayload<decimal>.Instance, 1.50m, "1.50");
        RoundTrip(TextPayload<Int128>.Instance, Int128.MinValue, "-170141183460469231731687303715884105728");
        RoundTrip(BooleanPayload.Instance, true, "true");
        RoundTrip(StringPayload.Instance, "Grün", "Grün");
        RoundTrip(SpanTextPayload<Guid>.Instance, Guid.Parse("c06cba80-8694-4b3d-8d79-b8a7a8501548"), "c06cba80-8694-4b3d-8d79-b8a7a8501548");
        RoundTrip(SpanTextPayload<TimeSpan>.Instance, new TimeSpan(1, 2, 3, 4, 5), "1.02:03:04.0050000");
        RoundTrip(SpanTextPayload<DateOnly>.Instance, new DateOnly(2024, 2, 29), "2024-02-29");
        RoundTrip(SpanTextPayload<TimeOnly>.Instance, new TimeOnly(1, 2, 3, 4), "01:02:03.0040000");
        RoundTrip(SpanTextPayload<DateTimeOffset>.Instance, new DateTimeOffset(2024, 1, 2, 3, 4, 5, 6, TimeSpan.FromHours(2)), "2024-01-02T03:04:05.0060000+02:00");
        RoundTrip(SpanTextPayload<DateTime>.Instance, new DateTime(2024, 1, 2, 3, 4, 5, DateTimeKind.Utc), "2024-01-02T03:04:05.0000000Z");
        Assert.Equal(DateTimeKind.Utc, SpanTextPayload<DateTime>.Instance.Deserialize("2024-01-02T03:04:05.0000000Z"u8).Kind);
    }

    [Theory]
    [InlineData("", "The payload is not a Double: it is empty.")]
    [InlineData(" 1", "The payload is not a Double: ' 1'.")]
    [InlineData("1\n", "The payload is not a Double: '1\n'.")]
    [InlineData("1,5", "The payload is not a Double: '1,5'.")]
    [InlineData("21.5 °C", "The payload is not a Double: '21.5 °C'.")]
    [InlineData("0123456789012345678901234567890123456789abcdef", "The payload is not a Double: '0123456789012345678901234567890123456789…'.")]
    public void Text_that_does_not_fit_is_shown(string text, string message)
        => Assert.Equal(message, Assert.Throws<FormatException>(() => TextPayload<double>.Instance.Deserialize(Encoding.UTF8.GetBytes(text))).Message);

    [Fact]
    public void A_string_that_is_not_utf8_is_refused()
    {
        Assert.Equal("The payload is not a String: byte 1 is not UTF-8.", Assert.Throws<FormatException>(() => StringPayload.Instance.Deserialize([0x41, 0xff])).Message);
        Assert.Throws<FormatException>(() => BooleanPayload.Instance.Deserialize("True"u8));
    }

    [Fact]
    public void Raw_bytes_go_through_as_they_are()
    {
        byte[] bytes = [0, 1, 255];
        RoundTrip(RawArrayPayload.Instance, bytes, "\0\u0001ÿ", Encoding.Latin1);
        Assert.Equal(bytes, RawMemoryPayload.Instance.Deserialize(bytes).ToArray());
        Assert.Equal(bytes, RawSequencePayload.Instance.Deserialize(bytes).ToArray());
        var output = new ArrayBufferWriter<byte>();
        RawSequencePayload.Instance.Serialize(new ReadOnlySequence<byte>(bytes), output);
        RawMemoryPayload.Instance.Serialize(bytes, output);
        Assert.Equal([.. bytes, .. bytes], output.WrittenSpan.ToArray());
    }

    [Fact]
    public void Writing_text_allocates_nothing()
    {
        var output = new ArrayBufferWriter<byte>(1024);
        WriteAll(output);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            output.ResetWrittenCount();
            WriteAll(output);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void WriteAll(ArrayBufferWriter<byte> output)
    {
        TextPayload<double>.Instance.Serialize(21.5, output);
        StringPayload.Instance.Serialize("text", output);
        BooleanPayload.Instance.Serialize(true, output);
        SpanTextPayload<DateTimeOffset>.Instance.Serialize(DateTimeOffset.UnixEpoch, output);
    }

    private static void RoundTrip<T>(IPayloadSerializer<T> serializer, T value, string text, Encoding? encoding = null)
    {
        var output = new ArrayBufferWriter<byte>();
        serializer.Serialize(value, output);
        Assert.Equal(text, (encoding ?? Encoding.UTF8).GetString(output.WrittenSpan));
        Assert.Equal(value, serializer.Deserialize(output.WrittenSpan));
    }
}
