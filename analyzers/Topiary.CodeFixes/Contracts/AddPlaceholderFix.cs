using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Topiary.Generators.Parsing;

namespace Topiary.CodeFixes.Contracts;

/// <summary>Gives a parameter its placeholder, at the end of the topic.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class AddPlaceholderFix : EditorFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [ProblemId.ParameterWithoutPlaceholder];

    private protected override string? Title(FixTarget target) =>
        target.Name is { } name && TemplateOf(target) is not null ? $"Add '{{{name}}}' to the topic" : null;

    private protected override void Edit(DocumentEditor editor, FixTarget target) => editor.ReplaceNode(
        TemplateOf(target)!.Parent!,
        (current, _) =>
        {
            var argument = (AttributeArgumentSyntax)current;
            var template = ((LiteralExpressionSyntax)argument.Expression).Token.ValueText;
            var added = "{" + target.Name + "}";
            return argument.WithExpression(SyntaxFactory.LiteralExpression(
                SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(template.Length == 0 ? added : template + "/" + added)));
        });

    private static LiteralExpressionSyntax? TemplateOf(FixTarget target)
    {
        IEnumerable<AttributeSyntax> attributes = target.Around<MethodDeclarationSyntax>()?.AttributeLists.SelectMany(static list => list.Attributes) ?? [];
        var topic = attributes.FirstOrDefault(attribute => target.Model.GetTypeInfo(attribute).Type?.Name == "TopicAttribute");
        var literal = SyntaxNames.LiteralOf(topic?.ArgumentList?.Arguments.FirstOrDefault());

        // Nothing can follow the rest of a topic.
        return literal?.Token.ValueText.Contains("{**") == true ? null : literal;
    }
}
