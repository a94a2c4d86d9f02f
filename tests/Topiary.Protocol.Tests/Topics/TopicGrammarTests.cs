namespace Topiary.Protocol.Tests;

public sealed class TopicGrammarTests
{
    [Theory]
    [InlineData("", TopicErrorKind.Empty, 0)]
    [InlineData("a\0b", TopicErrorKind.NulCharacter, 1)]
    [InlineData("a/+/b", TopicErrorKind.WildcardInName, 2)]
    [InlineData("a/b#", TopicErrorKind.WildcardInName, 3)]
    public void A_name_tells_its_first_error(string topic, TopicErrorKind kind, int position)
    {
        var error = TopicGrammar.CheckName(topic);
        Assert.Equal((kind, position), (error.Kind, error.Position));
        Assert.NotEqual("", error.Message);
    }

    [Fact]
    public void Half_of_a_surrogate_pair_is_told()
    {
        // Not theory data: an attribute cannot hold such a string.
        Assert.Equal((TopicErrorKind.LoneSurrogate, 1), Told("a\uD800b"));
        Assert.Equal((TopicErrorKind.LoneSurrogate, 2), Told("ab\uDC00"));
        Assert.Equal((TopicErrorKind.LoneSurrogate, 0), Told("\uDF31\uD83C"));
        Assert.Equal((TopicErrorKind.None, 0), Told("\uD83C\uDF31"));

        static (TopicErrorKind Kind, int Position) Told(string topic) => (TopicGrammar.CheckName(topic).Kind, TopicGrammar.CheckName(topic).Position);
    }

    [Theory]
    [InlineData("", TopicErrorKind.Empty, 0)]
    [InlineData("a/b#", TopicErrorKind.WildcardInsideLevel, 3)]
    [InlineData("a/b+/c", TopicErrorKind.WildcardInsideLevel, 3)]
    [InlineData("+/#/a", TopicErrorKind.MultiLevelWildcardNotLast, 2)]
    [InlineData("$share//a", TopicErrorKind.ShareNameEmpty, 7)]
    [InlineData("$share/a+b/a", TopicErrorKind.ShareNameInvalid, 8)]
    [InlineData("$share/a", TopicErrorKind.ShareFilterMissing, 8)]
    [InlineData("$share/a/", TopicErrorKind.ShareFilterMissing, 9)]
    [InlineData("$share/a/b#", TopicErrorKind.WildcardInsideLevel, 10)]
    public void A_filter_tells_its_first_error(string filter, TopicErrorKind kind, int position)
    {
        var error = TopicGrammar.CheckFilter(filter);
        Assert.Equal((kind, position), (error.Kind, error.Position));
        Assert.Contains(position.ToString(System.Globalization.CultureInfo.InvariantCulture), error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Each_kind_of_error_has_words_of_its_own()
    {
        var messages = Enum.GetValues<TopicErrorKind>().Select(kind => new TopicError(kind, 0, 0).Message).ToArray();
        Assert.Equal(messages.Length, messages.Distinct().Count());
    }

    [Theory]
    [InlineData("a/{b}/{**c}", false, "L:a P:b R:c", "a/+/#")]
    [InlineData("/", false, "L: L:", "/")]
    [InlineData("{house}", false, "P:house", "+")]
    [InlineData("legacy/+/{id}/#", true, "L:legacy S:+ P:id M:#", "legacy/+/+/#")]
    [InlineData("$share/g/a/{b}", true, "L:a P:b", "$share/g/a/+")]
    [InlineData("$share/g/a", false, "L:$share L:g L:a", "$share/g/a")]
    [InlineData("$SYS/{_x1}", true, "L:$SYS P:_x1", "$SYS/+")]
    public void Levels_of_a_template_are_told(string template, bool isFilter, string levels, string filter)
    {
        var parsed = TopicTemplateGrammar.Parse(template, isFilter);
        Assert.True(parsed.IsValid);
        Assert.Equal(levels, string.Join(' ', parsed.Levels.Select(level => Letter(level.Kind) + ":" + level.Text)));
        Assert.Equal(filter, parsed.ToFilter());
        Assert.All(parsed.Levels, level => Assert.Contains(level.Text, template.Substring(level.Position, level.Length), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", false, "Empty@0")]
    [InlineData("a\0", false, "NulCharacter@1")]
    [InlineData("a/+", false, "WildcardInName@2")]
    [InlineData("a#/+b", false, "WildcardInName@1 WildcardInName@3")]
    [InlineData("a#/+b", true, "WildcardInsideLevel@1 WildcardInsideLevel@3")]
    [InlineData("#/a", true, "MultiLevelWildcardNotLast@0")]
    [InlineData("a/b{c}", false, "PlaceholderInsideLevel@2")]
    [InlineData("{a}{b}", false, "PlaceholderInsideLevel@0")]
    [InlineData("a/{b", false, "PlaceholderUnclosed@2")]
    [InlineData("a/b}", false, "PlaceholderUnclosed@3")]
    [InlineData("a/{b/c}", false, "PlaceholderUnclosed@2 PlaceholderUnclosed@6")]
    [InlineData("a/{}", false, "PlaceholderNameEmpty@3")]
    [InlineData("a/{**}", false, "PlaceholderNameEmpty@5")]
    [InlineData("{a b}", false, "PlaceholderNameInvalid@1")]
    [InlineData("{1a}", false, "PlaceholderNameInvalid@1")]
    [InlineData("{*a}", false, "PlaceholderNameInvalid@1")]
    [InlineData("{a}/{a}", false, "PlaceholderNameDuplicate@5")]
    [InlineData("{**a}/b", false, "RestNotLast@0")]
    [InlineData("$share//{a}", true, "ShareNameEmpty@7")]
    [InlineData("$share/{g}/a", true, "ShareNameInvalid@7")]
    [InlineData("$share/g", true, "ShareFilterMissing@8")]
    public void All_errors_of_a_template_are_told(string template, bool isFilter, string errors)
    {
        var parsed = TopicTemplateGrammar.Parse(template, isFilter);
        Assert.False(parsed.IsValid);
        Assert.Equal(errors, string.Join(' ', parsed.Errors.Select(error => $"{error.Kind}@{error.Position}")));
    }

    [Fact]
    public void A_template_that_is_too_long_is_told() =>
        Assert.Equal(TopicErrorKind.TooLong, Assert.Single(TopicTemplateGrammar.Parse(new string('a', 65_536), false).Errors).Kind);

    private static char Letter(TopicTemplateLevelKind kind) => kind switch
    {
        TopicTemplateLevelKind.Literal => 'L',
        TopicTemplateLevelKind.Placeholder => 'P',
        TopicTemplateLevelKind.Rest => 'R',
        TopicTemplateLevelKind.SingleLevelWildcard => 'S',
        _ => 'M',
    };
}
