using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Topiary.Protocol;

namespace Topiary.CodeFixes.Topics;

/// <summary>Makes a literal with <c>{name}</c> an interpolated string when everything in its braces is a name in reach.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class InterpolateFix : TextFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["TOP1106"];

    private protected override string? Title(FixTarget target) => Change(target, TextOf(target)) is null ? null : "Make it an interpolated string";

    private protected override TextChange? Change(FixTarget target, SourceText text)
    {
        if (target.Node is not LiteralExpressionSyntax literal
            || !literal.IsKind(SyntaxKind.StringLiteralExpression)
            || target.Around<AttributeSyntax>() is not null)
        {
            return null;
        }

        var template = TopicTemplateGrammar.Parse(literal.Token.ValueText, isFilter: true);
        var names = template.Levels.Where(static level => level.Kind == TopicTemplateLevelKind.Placeholder).Select(static level => level.Text);
        return template.IsValid && names.All(name => !target.Model.LookupSymbols(literal.SpanStart, name: name).IsEmpty)
            ? new TextChange(new TextSpan(literal.SpanStart, 0), "$")
            : null;
    }
}
