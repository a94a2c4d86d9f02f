using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;

namespace Topiary.CodeFixes.Topics;

/// <summary>Removes a slash that makes a level empty.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class RemoveSlashFix : TextFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["TOP1101", "TOP1102"];

    private protected override string? Title(FixTarget target) => Change(target, TextOf(target)) is null ? null : "Remove the slash";

    private protected override TextChange? Change(FixTarget target, SourceText text)
    {
        var span = target.Diagnostic.Location.SourceSpan;
        return text.ToString(span) == "/" ? new TextChange(span, "") : null;
    }
}
