using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;
using Topiary.Generators.Parsing;

namespace Topiary.CodeFixes.Topics;

/// <summary>Puts a wildcard that shares its level into a level of its own.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class WildcardOwnLevelFix : TextFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [ProblemId.WildcardInsideLevel];

    private protected override string? Title(FixTarget target) =>
        Change(target, TextOf(target)) is { } change ? $"Write '{change.NewText}'" : null;

    private protected override TextChange? Change(FixTarget target, SourceText text)
    {
        var span = target.Diagnostic.Location.SourceSpan;
        var wildcard = text.ToString(span);
        if (wildcard is not ("+" or "#"))
        {
            return null;
        }

        var before = text[span.Start - 1] is '/' or '"' ? "" : "/";
        var after = text[span.End] is '/' or '"' ? "" : "/";
        return wildcard == "#" && after.Length > 0 ? null : new TextChange(span, before + wildcard + after);
    }
}
