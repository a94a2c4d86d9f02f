using System.Text;

namespace Topiary.Protocol.Tests;

public sealed class TopicMatcherTests
{
    [Theory]
    [InlineData("sport/tennis/player1/#", "sport/tennis/player1", true)]
    [InlineData("sport/tennis/player1/#", "sport/tennis/player1/ranking", true)]
    [InlineData("sport/tennis/player1/#", "sport/tennis/player1/score/x", true)]
    [InlineData("sport/tennis/player1/#", "sport/tennis", false)]
    [InlineData("sport/tennis/player1/#", "sport/tennis/player12", false)]
    [InlineData("#", "a/b", true)]
    [InlineData("#", "/", true)]
    [InlineData("#", "$SYS/x", false)]
    [InlineData("+/x", "$SYS/x", false)]
    [InlineData("+", "finance", true)]
    [InlineData("+", "/finance", false)]
    [InlineData("+", "$SYS", false)]
    [InlineData("+/+", "/finance", true)]
    [InlineData("+/+", "a/b", true)]
    [InlineData("+/+", "finance", false)]
    [InlineData("/+", "/finance", true)]
    [InlineData("/+", "finance", false)]
    [InlineData("$SYS/#", "$SYS", true)]
    [InlineData("$SYS/#", "$SYS/a", true)]
    [InlineData("$SYS/#", "a", false)]
    [InlineData("$SYS/+", "$SYS/a", true)]
    [InlineData("a/#", "a", true)]
    [InlineData("a/#", "a/", true)]
    [InlineData("a/#", "a/b/c", true)]
    [InlineData("a/#", "ab", false)]
    [InlineData("a/+", "a/", true)]
    [InlineData("a/+", "a/b", true)]
    [InlineData("a/+", "a", false)]
    [InlineData("a/+", "a/b/c", false)]
    [InlineData("a/+/#", "a", false)]
    [InlineData("a/+/#", "a/b", true)]
    [InlineData("a/+/c", "a//c", true)]
    [InlineData("a/$b", "a/$b", true)]
    [InlineData("a/+", "a/$b", true)]
    [InlineData("A/b", "a/b", false)]
    [InlineData("a", "a/", false)]
    [InlineData("a/", "a", false)]
    [InlineData("a b/ c", "a b/ c", true)]
    [InlineData("/", "/", true)]
    [InlineData("ä/+", "ä/€", true)]
    public void A_filter_matches_as_the_specification_says(string filter, string topic, bool expected)
    {
        Assert.Equal(expected, TopicMatcher.Matches(Encoding.UTF8.GetBytes(filter), Encoding.UTF8.GetBytes(topic)));
        var tree = new TopicTree<string>();
        tree.Add(Encoding.UTF8.GetBytes(filter), filter);
        var found = new List<string>();
        tree.Match(Encoding.UTF8.GetBytes(topic), found);
        Assert.Equal(expected ? [filter] : [], found);
    }

    [Theory]
    [InlineData("a", true, true)]
    [InlineData("/", true, true)]
    [InlineData("a b", true, true)]
    [InlineData("a//b/", true, true)]
    [InlineData("$SYS/x", true, true)]
    [InlineData("{a}", true, true)]
    [InlineData("#", false, true)]
    [InlineData("+", false, true)]
    [InlineData("+/a/+/#", false, true)]
    [InlineData("sport/tennis#", false, false)]
    [InlineData("sport/tennis/#/ranking", false, false)]
    [InlineData("sport+", false, false)]
    [InlineData("a/b+", false, false)]
    [InlineData("+a", false, false)]
    [InlineData("##", false, false)]
    [InlineData("++", false, false)]
    [InlineData("#/", false, false)]
    [InlineData("", false, false)]
    [InlineData("a\0", false, false)]
    public void Names_and_filters_are_valid_as_the_specification_says(string topic, bool isName, bool isFilter)
    {
        var utf8 = Encoding.UTF8.GetBytes(topic);
        Assert.Equal(isName, TopicValidator.IsValidName(utf8));
        Assert.Equal(isName, TopicGrammar.IsValidName(topic));
        Assert.Equal(isFilter, TopicValidator.IsValidFilter(utf8));
        Assert.Equal(isFilter, TopicGrammar.IsValidFilter(topic));
        Assert.Equal(isFilter, TopicValidator.IsValidFilterOrShared(utf8));
    }

    [Theory]
    [InlineData("$share/g/a/#", "g", "a/#")]
    [InlineData("$share/g//", "g", "/")]
    [InlineData("$share/g h/+", "g h", "+")]
    [InlineData("$share/g/$SYS/x", "g", "$SYS/x")]
    [InlineData("$share/", null, null)]
    [InlineData("$share/g", null, null)]
    [InlineData("$share/g/", null, null)]
    [InlineData("$share//a", null, null)]
    [InlineData("$share/+/a", null, null)]
    [InlineData("$share/g#/a", null, null)]
    [InlineData("$share/g/a#", null, null)]
    [InlineData("$share", null, null)]
    [InlineData("$Share/g/a", null, null)]
    [InlineData("a/$share/g/a", null, null)]
    public void Shared_filters_are_split(string filter, string? name, string? inner)
    {
        Assert.Equal(name is not null, SharedFilter.TryParse(filter, out var shareName, out var topicFilter));
        Assert.Equal((name, inner), (shareName, topicFilter));
        Assert.Equal(name is not null, SharedFilter.TryParse(Encoding.UTF8.GetBytes(filter), out var utf8Name, out var utf8Filter));
        Assert.Equal((name ?? "", inner ?? ""), (Encoding.UTF8.GetString(utf8Name), Encoding.UTF8.GetString(utf8Filter)));
    }

    [Fact]
    public void Length_is_limited_to_65535_bytes()
    {
        var topic = new string('ä', 32_767) + "a";
        Assert.True(TopicValidator.IsValidName(Encoding.UTF8.GetBytes(topic)));
        Assert.True(TopicGrammar.IsValidFilter(topic));
        topic += "a";
        Assert.False(TopicValidator.IsValidName(Encoding.UTF8.GetBytes(topic)));
        Assert.False(TopicValidator.IsValidFilter(Encoding.UTF8.GetBytes(topic)));
        Assert.Equal(TopicErrorKind.TooLong, TopicGrammar.CheckName(topic).Kind);
        Assert.Equal(TopicErrorKind.TooLong, TopicGrammar.CheckFilter(topic).Kind);
    }

    [Fact]
    public void String_and_utf8_grammar_agree_on_random_input()
    {
        var random = new Random(5);
        string[] pieces = ["/", "/", "+", "#", "a", "ä", "\0", "$share/", "$", "\U0001F331", " ", "{", "}", "{x}", "{**y}"];
        var counts = new int[2];
        for (var i = 0; i < 100_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 7)).Select(_ => pieces[random.Next(pieces.Length)]));
            var utf8 = Encoding.UTF8.GetBytes(text);
            Assert.Equal(TopicGrammar.IsValidName(text), TopicValidator.IsValidName(utf8));
            Assert.Equal(TopicGrammar.IsValidFilter(text), TopicValidator.IsValidFilterOrShared(utf8));
            var hasBrace = text.Contains('{', StringComparison.Ordinal) || text.Contains('}', StringComparison.Ordinal);
            Assert.True(hasBrace || TopicTemplateGrammar.Parse(text, isFilter: false).IsValid == TopicGrammar.IsValidName(text), text);
            Assert.True(hasBrace || TopicTemplateGrammar.Parse(text, isFilter: true).IsValid == TopicGrammar.IsValidFilter(text), text);
            var template = TopicTemplateGrammar.Parse(text, isFilter: true);
            Assert.True(!template.IsValid || TopicGrammar.IsValidFilter(template.ToFilter()), text);
            counts[TopicGrammar.IsValidFilter(text) ? 1 : 0]++;
        }

        Assert.All(counts, count => Assert.True(count > 5_000));
    }
}
