using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace Topiary.CodeFixes.Handlers;

/// <summary>Removes a <c>[Retry]</c> that does nothing.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class RemoveRetryFix : EditorFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["TOP3107"];

    private protected override string? Title(FixTarget target) => target.Around<AttributeSyntax>() is null ? null : "Remove [Retry]";

    private protected override void Edit(DocumentEditor editor, FixTarget target)
    {
        var attribute = target.Around<AttributeSyntax>()!;
        var isAlone = ((AttributeListSyntax)attribute.Parent!).Attributes.Count == 1;
        editor.RemoveNode(isAlone ? attribute.Parent : attribute, SyntaxRemoveOptions.KeepNoTrivia);
    }
}
