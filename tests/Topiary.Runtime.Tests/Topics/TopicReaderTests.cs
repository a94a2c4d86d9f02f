namespace Topiary.Runtime.Tests;

public sealed class TopicReaderTests
{
    [Theory]
    [InlineData("a/x/b", true)]
    [InlineData("a//b", true)]
    [InlineData("a/x/c", false)]
    [InlineData("a/x/b/c", false)]
    [InlineData("a/x", false)]
    [InlineData("a", false)]
    [InlineData("", false)]
    public void Levels_and_literals_are_read_from_left_to_right(string topic, bool matches)
    {
        var reader = new TopicReader(System.Text.Encoding.UTF8.GetBytes(topic));

        Assert.Equal(matches, reader.Literal("a/"u8) && reader.Level(out _) && reader.Literal("/b"u8) && reader.AtEnd);
    }

    [Theory]
    [InlineData("a/b/c", "b/c")]
    [InlineData("a/", "")]
    [InlineData("a", "")]
    [InlineData("b", null)]
    public void The_rest_includes_the_parent_level(string topic, string? rest)
    {
        var reader = new TopicReader(System.Text.Encoding.UTF8.GetBytes(topic));

        var matches = reader.Literal("a/"u8) & reader.Rest(out var read);

        Assert.Equal(rest is not null, matches);
        Assert.Equal(rest ?? "", matches ? System.Text.Encoding.UTF8.GetString(read) : "");
    }

    [Fact]
    public void The_parent_level_is_not_taken_for_a_level()
    {
        var reader = new TopicReader("a"u8);
        Assert.True(reader.Literal("a/"u8));

        Assert.False(reader.AtEnd);
        Assert.False(reader.Literal("/"u8));
        Assert.False(reader.Level(out _));
    }
}
