using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace Topiary.Analyzers.Tests.Verification;

/// <summary>Source text with the spans where diagnostics are expected, written <c>{|TOP1001:text|}</c>.</summary>
internal sealed record MarkedSource(string Text, IReadOnlyList<ExpectedDiagnostic> Expected)
{
    public static MarkedSource Parse(string markup)
    {
        var text = new StringBuilder();
        var expected = new List<ExpectedDiagnostic>();
        var open = new Stack<(string Id, int Start)>();
        for (var i = 0; i < markup.Length; i++)
        {
            var rest = markup.AsSpan(i);
            if (rest.StartsWith("{|TOP", StringComparison.Ordinal))
            {
                open.Push((rest.Slice(2, 7).ToString(), text.Length));
                Assert.Equal(':', rest[9]);
                i += 9;
            }
            else if (rest.StartsWith("|}", StringComparison.Ordinal) && open.Count > 0)
            {
                var (id, start) = open.Pop();
                expected.Add(new ExpectedDiagnostic(id, TextSpan.FromBounds(start, text.Length)));
                i++;
            }
            else
            {
                text.Append(markup[i]);
            }
        }

        Assert.Empty(open);
        return new MarkedSource(text.ToString(), expected);
    }
}
