using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Topiary.CodeFixes;

/// <summary>A fix that changes characters inside of a literal.</summary>
public abstract class TextFix : TopiaryFix
{
    private protected sealed override async Task<Document> ApplyAsync(
        Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellationToken)
    {
        var root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        var text = await document.GetTextAsync(cancellationToken).ConfigureAwait(false);
        var changes = new List<TextChange>();
        foreach (var diagnostic in diagnostics.OrderBy(static diagnostic => diagnostic.Location.SourceSpan.Start))
        {
            if (Change(new FixTarget(diagnostic, root!, model!), text) is { } change
                && (changes.Count == 0 || changes[changes.Count - 1].Span.End <= change.Span.Start))
            {
                changes.Add(change);
            }
        }

        return document.WithText(text.WithChanges(changes));
    }

    /// <summary>What to write in place of what; null when the fix cannot mend this one.</summary>
    private protected abstract TextChange? Change(FixTarget target, SourceText text);

    private protected static SourceText TextOf(FixTarget target) => target.Node.SyntaxTree.GetText();
}
