using System.Buffers;
using System.Text;

namespace Topiary.Runtime.Tests;

/// <summary>Types of the application's own as the whole payload.</summary>
public sealed class OwnTextTests
{
    [Theory]
    [InlineData("")]
    [InlineData(" padded\n")]
    [InlineData("\0")]
    [InlineData("1,5")]
    public void A_type_of_the_applications_own_decides_what_it_takes(string text)
    {
        var written = new ArrayBufferWriter<byte>();
        var line = SpanTextPayload<Line>.Instance.Deserialize(Encoding.UTF8.GetBytes(text));
        SpanTextPayload<Line>.Instance.Serialize(line, written);

        Assert.Equal(text, line.Text);
        Assert.Equal(text, Encoding.UTF8.GetString(written.WrittenSpan));
    }

    [Fact]
    public void What_it_does_not_take_is_refused() => Assert.Equal(
        "The payload is not a Line: 'no'.", Assert.Throws<FormatException>(() => SpanTextPayload<Line>.Instance.Deserialize("no"u8)).Message);

    [Theory]
    [InlineData(" 1")]
    [InlineData("1\n")]
    [InlineData("1,5")]
    [InlineData("")]
    public void Types_of_DotNet_are_read_as_they_are_written(string text)
    {
        Assert.Throws<FormatException>(() => TextPayload<double>.Instance.Deserialize(Encoding.UTF8.GetBytes(text)));
        Assert.Throws<FormatException>(() => SpanTextPayload<TimeSpan>.Instance.Deserialize(Encoding.UTF8.GetBytes(text)));
    }

    private readonly record struct Line(string Text) : ISpanFormattable, ISpanParsable<Line>
    {
        public static Line Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => new(s.ToString());

        public static Line Parse(string s, IFormatProvider? provider) => new(s);

        public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out Line result) => TryParse(s.ToString(), provider, out result);

        public static bool TryParse(string? s, IFormatProvider? provider, out Line result)
        {
            result = new Line(s ?? "");
            return s != "no";
        }

        public string ToString(string? format, IFormatProvider? formatProvider) => Text;

        public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
        {
            charsWritten = Text.Length;
            return Text.TryCopyTo(destination);
        }
    }
}
