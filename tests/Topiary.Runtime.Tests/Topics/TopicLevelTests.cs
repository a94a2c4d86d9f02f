using System.Text;

namespace Topiary.Runtime.Tests;

public sealed class TopicLevelTests
{
    [Theory]
    [InlineData("", false)]
    [InlineData("a", true)]
    [InlineData("/", true)]
    [InlineData("a//b/", true)]
    public void A_rest_is_one_level_or_more(string text, bool reads)
    {
        Assert.Equal(reads, TopicLevel.TryReadRest(Encoding.UTF8.GetBytes(text), out var rest));
        Assert.Equal(text, rest);
    }

    [Theory]
    [InlineData("0", true)]
    [InlineData("-1", true)]
    [InlineData("2147483647", true)]
    [InlineData("-2147483648", true)]
    [InlineData("2147483648", false)]
    [InlineData("007", false)]
    [InlineData("-0", false)]
    [InlineData("+1", false)]
    [InlineData(" 1", false)]
    [InlineData("1 ", false)]
    [InlineData("1.0", false)]
    [InlineData("1e3", false)]
    [InlineData("", false)]
    [InlineData("-", false)]
    [InlineData("x", false)]
    public void Integers_are_strict(string text, bool reads)
    {
        var level = Encoding.UTF8.GetBytes(text);

        Assert.Equal(reads, TopicLevel.TryRead(level, out int value));
        Assert.Equal(reads, TopicLevel.TryReadSpan(level, out int same));
        Assert.Equal(value, same);
        if (reads)
        {
            Assert.Equal(text, value.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    [Theory]
    [InlineData("true", true, true)]
    [InlineData("false", true, false)]
    [InlineData("True", false, false)]
    [InlineData("1", false, false)]
    public void Booleans_are_lower_case_words(string text, bool reads, bool expected)
    {
        Assert.Equal(reads, TopicLevel.TryRead(Encoding.UTF8.GetBytes(text), out bool value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("0b9f3c66-9d1c-4a27-8f5b-2f8f0a4c7d11", true)]
    [InlineData("0B9F3C66-9d1c-4a27-8f5b-2f8f0a4c7d11", false)]
    [InlineData("0b9f3c669d1c4a278f5b2f8f0a4c7d11", false)]
    [InlineData("{0b9f3c66-9d1c-4a27-8f5b-2f8f0a4c7d11}", false)]
    [InlineData("0b9f3c66-9d1c-4a27-8f5b-2f8f0a4c7d11x", false)]
    public void Guids_have_one_spelling(string text, bool reads)
    {
        Assert.Equal(reads, TopicLevel.TryRead(Encoding.UTF8.GetBytes(text), out Guid _));
        Assert.Equal(reads, TopicLevel.TryReadSpan(Encoding.UTF8.GetBytes(text), out Guid _));
    }

    [Theory]
    [InlineData("2026-11-20", true)]
    [InlineData("2026-1-20", false)]
    [InlineData("20.11.2026", false)]
    [InlineData("2026-11-31", false)]
    public void Dates_are_ISO_dates(string text, bool reads)
    {
        Assert.Equal(reads, TopicLevel.TryRead(Encoding.UTF8.GetBytes(text), out DateOnly _));
        Assert.Equal(reads, TopicLevel.TryReadSpan(Encoding.UTF8.GetBytes(text), out DateOnly _));
    }

    [Fact]
    public void Other_types_are_read_in_the_invariant_culture()
    {
        Assert.True(TopicLevel.TryRead("21.5"u8, out double number));
        Assert.Equal(21.5, number);
        Assert.True(TopicLevel.TryReadSpan("2026-11-20T10:00:00.0000000Z"u8, out DateTime time));
        Assert.Equal(new DateTime(2026, 11, 20, 10, 0, 0, DateTimeKind.Utc), time);
        Assert.True(TopicLevel.TryReadSpan("1.02:03:04"u8, out TimeSpan span));
        Assert.Equal(new TimeSpan(1, 2, 3, 4), span);
        Assert.False(TopicLevel.TryReadSpan(""u8, out TimeSpan _));
    }

    [Fact]
    public void The_same_level_gives_the_same_string_without_allocation()
    {
        Assert.True(TopicLevel.TryRead("zürich"u8, out string first));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.True(TopicLevel.TryRead("zürich"u8, out string second));
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal("zürich", first);
        Assert.Same(first, second);
        Assert.Equal(0, allocated);
        Assert.False(TopicLevel.TryRead(""u8, out string _));
    }

    [Fact]
    public void Long_and_many_levels_are_read_right_beyond_the_pool()
    {
        for (var i = 0; i < 20_000; i++)
        {
            var text = $"level-{i}";
            Assert.True(TopicLevel.TryRead(Encoding.UTF8.GetBytes(text), out string value));
            Assert.Equal(text, value);
        }

        var longText = new string('x', 5000);
        Assert.True(TopicLevel.TryRead(Encoding.UTF8.GetBytes(longText), out string longValue));
        Assert.Equal(longText, longValue);
    }
}
