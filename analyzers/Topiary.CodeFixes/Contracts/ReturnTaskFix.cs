using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Topiary.Generators.Parsing;

namespace Topiary.CodeFixes.Contracts;

/// <summary>Returns <c>ValueTask</c> in place of nothing, <c>ValueTask&lt;T&gt;</c> of another type and a stream of a sequence.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class ReturnTaskFix : EditorFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [ProblemId.UnsupportedReturnType];

    private protected override string? Title(FixTarget target) => Asynchronous(target) is { } type ? $"Return {type}" : null;

    private protected override void Edit(DocumentEditor editor, FixTarget target)
    {
        var type = target.Around<MethodDeclarationSyntax>()!.ReturnType;
        editor.ReplaceNode(type, SyntaxFactory.ParseTypeName(Asynchronous(target)!).WithTriviaFrom(type));
    }

    private static string? Asynchronous(FixTarget target) => target.Around<MethodDeclarationSyntax>()?.ReturnType switch
    {
        null or RefTypeSyntax or PointerTypeSyntax => null,
        PredefinedTypeSyntax type when type.Keyword.IsKind(SyntaxKind.VoidKeyword) => "ValueTask",
        GenericNameSyntax { Identifier.ValueText: "IEnumerable" } type => "IAsyncEnumerable" + type.TypeArgumentList,
        GenericNameSyntax { Identifier.ValueText: "Task" or "ValueTask" } => null,
        var type => $"ValueTask<{type.WithoutTrivia()}>",
    };
}
