using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;

namespace Topiary.CodeFixes.Topics;

/// <summary>Spells a level of a filter as the contract does.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class SpellLevelFix : TextFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["TOP1107"];

    private protected override string? Title(FixTarget target) => Change(target, TextOf(target)) is { } change ? $"Spell it '{change.NewText}'" : null;

    private protected override TextChange? Change(FixTarget target, SourceText text) =>
        target.Name is { } name ? new TextChange(target.Diagnostic.Location.SourceSpan, name) : null;
}
