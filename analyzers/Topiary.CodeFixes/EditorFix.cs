using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Editing;

namespace Topiary.CodeFixes;

/// <summary>A fix that changes the syntax tree.</summary>
public abstract class EditorFix : TopiaryFix
{
    private protected sealed override async Task<Document> ApplyAsync(
        Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellationToken)
    {
        var editor = await DocumentEditor.CreateAsync(document, cancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in diagnostics.OrderBy(static diagnostic => diagnostic.Location.SourceSpan.Start))
        {
            var target = new FixTarget(diagnostic, editor.OriginalRoot, editor.SemanticModel);
            if (Title(target) is not null)
            {
                Edit(editor, target);
            }
        }

        return editor.GetChangedDocument();
    }

    /// <summary>Mends one; called only where there is a title.</summary>
    private protected abstract void Edit(DocumentEditor editor, FixTarget target);
}
