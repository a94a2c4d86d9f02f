using System.Collections.Immutable;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Topiary.CodeFixes;

/// <summary>A fix of one document. Fixing everything applies the same change to all diagnostics of each document at once.</summary>
public abstract class TopiaryFix : CodeFixProvider
{
    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() => FixAllProvider.Create(
        async (context, document, diagnostics) => await ApplyAsync(document, diagnostics, context.CancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var document = context.Document;
        var root = await document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root is null || model is null)
        {
            return;
        }

        foreach (var diagnostic in context.Diagnostics)
        {
            var target = new FixTarget(diagnostic, root, model);
            if (Title(target) is { } title)
            {
                context.RegisterCodeFix(
                    CodeAction.Create(title, cancellationToken => ApplyAsync(document, [diagnostic], cancellationToken), GetType().Name),
                    diagnostic);
            }
        }
    }

    /// <summary>What the fix does, as a command; null when it cannot mend this one.</summary>
    private protected abstract string? Title(FixTarget target);

    /// <summary>Mends all of these that can be mended.</summary>
    private protected abstract Task<Document> ApplyAsync(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellationToken);
}
