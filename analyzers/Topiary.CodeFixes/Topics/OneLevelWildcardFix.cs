using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;
using Topiary.Generators.Parsing;

namespace Topiary.CodeFixes.Topics;

/// <summary>Writes <c>+</c> in place of a <c>#</c> that is not last.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class OneLevelWildcardFix : TextFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [ProblemId.MultiLevelWildcardNotLast];

    private protected override string? Title(FixTarget target) =>
        Change(target, TextOf(target)) is null ? null : "Use '+' for one level";

    private protected override TextChange? Change(FixTarget target, SourceText text)
    {
        var span = target.Diagnostic.Location.SourceSpan;
        return text.ToString(span) == "#" ? new TextChange(span, "+") : null;
    }
}
