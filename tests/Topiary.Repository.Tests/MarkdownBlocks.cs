namespace Topiary.Repository.Tests;

/// <summary>One fenced block of a Markdown page.</summary>
/// <param name="Page">Path of the page.</param>
/// <param name="Line">Line of the opening fence, counted from 1.</param>
/// <param name="Language">Word behind the opening fence.</param>
/// <param name="Text">The block's lines.</param>
/// <param name="Given">Statements that an HTML comment <c>&lt;!-- given: … --&gt;</c> above the block supplies.</param>
internal sealed record MarkdownBlock(string Page, int Line, string Language, string Text, string Given)
{
    private const string GivenMark = "<!-- given:";

    public static IEnumerable<MarkdownBlock> In(string page)
    {
        var lines = Repository.Read(page).Split('\n');
        var given = "";
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].Trim();
            if (line.StartsWith(GivenMark, StringComparison.Ordinal))
            {
                given = line[GivenMark.Length..].Replace("-->", "", StringComparison.Ordinal).Trim();
            }
            else if (line.StartsWith("```", StringComparison.Ordinal))
            {
                var start = i++;
                while (i < lines.Length && !lines[i].TrimStart().StartsWith("```", StringComparison.Ordinal))
                {
                    i++;
                }

                Assert.True(i < lines.Length, $"{page}:{start + 1}: the block is not closed.");
                yield return new(page, start + 1, line[3..].Trim(), string.Join('\n', lines[(start + 1)..i]), given);
                given = "";
            }
        }
    }
}
