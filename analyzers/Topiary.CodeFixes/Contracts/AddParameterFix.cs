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

/// <summary>Gives a placeholder its parameter, behind those of the other levels.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class AddParameterFix : EditorFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [ProblemId.PlaceholderWithoutParameter];

    private protected override string? Title(FixTarget target) =>
        target is { Name: { } name } && target.Around<MethodDeclarationSyntax>() is not null ? $"Add parameter 'string {name}'" : null;

    private protected override void Edit(DocumentEditor editor, FixTarget target)
    {
        var method = target.Around<MethodDeclarationSyntax>()!;
        var levels = SyntaxNames.PlaceholdersOf(target.Model.GetDeclaredSymbol(method)!).TakeWhile(name => name != target.Name).ToImmutableHashSet();
        var added = SyntaxFactory.Parameter(SyntaxFactory.ParseToken(SyntaxNames.Escaped(target.Name!)))
            .WithType(SyntaxFactory.PredefinedType(SyntaxFactory.Token(SyntaxKind.StringKeyword)).WithTrailingTrivia(SyntaxFactory.Space));
        editor.ReplaceNode(method.ParameterList, (current, _) => Insert((ParameterListSyntax)current, added, levels));
    }

    private static ParameterListSyntax Insert(ParameterListSyntax list, ParameterSyntax added, ImmutableHashSet<string> before)
    {
        var index = list.Parameters.TakeWhile(parameter => before.Contains(parameter.Identifier.ValueText)).Count();
        var parameters = list.Parameters.Insert(index, added);
        var separators = parameters.GetSeparators().Select(static separator => separator.WithTrailingTrivia(
            separator.TrailingTrivia.Any() ? separator.TrailingTrivia : SyntaxFactory.TriviaList(SyntaxFactory.Space)));
        return list.WithParameters(SyntaxFactory.SeparatedList(parameters, separators));
    }
}
