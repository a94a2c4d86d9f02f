using System.Collections.Immutable;
using System.Composition;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Topiary.Generators.Parsing;

namespace Topiary.CodeFixes.Contracts;

/// <summary>Gives a contract's method a topic made of its name: <c>SetValveAsync</c> becomes <c>set-valve</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class AddTopicFix : EditorFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [ProblemId.MethodWithoutTopic];

    private protected override string? Title(FixTarget target) =>
        target.Node is MethodDeclarationSyntax method ? $"Add [Topic(\"{LevelOf(method.Identifier.ValueText)}\")]" : null;

    private protected override void Edit(DocumentEditor editor, FixTarget target) => editor.ReplaceNode(target.Node, (current, generator) =>
    {
        var level = LevelOf(((MethodDeclarationSyntax)current).Identifier.ValueText);
        return generator.AddAttributes(current, generator.Attribute("Topic", generator.LiteralExpression(level)))
            .WithAdditionalAnnotations(Formatter.Annotation);
    });

    private static string LevelOf(string method)
    {
        const string suffix = "Async";
        var name = method.Length > suffix.Length && method.EndsWith(suffix, System.StringComparison.Ordinal)
            ? method.Substring(0, method.Length - suffix.Length)
            : method;
        var level = new StringBuilder();
        foreach (var character in name)
        {
            level.Append(char.IsUpper(character) && level.Length > 0 ? "-" : "").Append(char.ToLowerInvariant(character));
        }

        return level.ToString();
    }
}
