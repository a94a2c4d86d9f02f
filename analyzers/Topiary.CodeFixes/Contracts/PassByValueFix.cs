using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Topiary.Generators.Parsing;

namespace Topiary.CodeFixes.Contracts;

/// <summary>Removes <c>ref</c>, <c>in</c> and <c>out</c> from a parameter of a contract.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class PassByValueFix : EditorFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [ProblemId.ParameterByReference];

    private protected override string? Title(FixTarget target) =>
        target.Around<ParameterSyntax>() is { } parameter ? $"Pass '{parameter.Identifier.ValueText}' by value" : null;

    private protected override void Edit(DocumentEditor editor, FixTarget target)
    {
        var parameter = target.Around<ParameterSyntax>()!;
        editor.ReplaceNode(parameter, parameter.WithModifiers(SyntaxFactory.TokenList()).WithLeadingTrivia(parameter.GetLeadingTrivia()));
    }
}
