using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace Topiary.CodeFixes.Usage;

/// <summary>Registers a handler with <c>AddTopiary().AddHandler&lt;T&gt;()</c> in place of the contract's service.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class AddHandlerFix : EditorFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["TOP5104"];

    private protected override string? Title(FixTarget target) => CallOf(target) is null ? null : "Register it with AddHandler";

    private protected override void Edit(DocumentEditor editor, FixTarget target)
    {
        var call = CallOf(target)!;
        var access = (MemberAccessExpressionSyntax)call.Expression;
        var handler = ((GenericNameSyntax)access.Name).TypeArgumentList.Arguments[1];
        var replacement = SyntaxFactory.ParseExpression($"{access.Expression.WithoutTrivia()}.AddTopiary().AddHandler<{handler.WithoutTrivia()}>()");
        editor.ReplaceNode(call, replacement.WithTriviaFrom(call));
    }

    /// <summary>A call that is a statement: what it returned is not used further.</summary>
    private static InvocationExpressionSyntax? CallOf(FixTarget target) =>
        target.Around<InvocationExpressionSyntax>() is
        {
            ArgumentList.Arguments.Count: 0,
            Expression: MemberAccessExpressionSyntax { Name: GenericNameSyntax },
            Parent: ExpressionStatementSyntax or ArrowExpressionClauseSyntax { Parent: MethodDeclarationSyntax { ReturnType: PredefinedTypeSyntax } },
        } call
            ? call
            : null;
}
