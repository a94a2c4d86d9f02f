using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace Topiary.CodeFixes.Handlers;

/// <summary>
/// Awaits what is waited for or dropped. A method that returns nothing becomes <c>async Task</c>; one that returns something
/// else, and a lambda that is not async, is left to its author.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class AwaitFix : EditorFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["TOP3101", "TOP5101", "TOP5102"];

    private protected override string? Title(FixTarget target) =>
        AwaitableMethod(target) is not null && Awaited(target) is not null ? "Await it" : null;

    private protected override void Edit(DocumentEditor editor, FixTarget target)
    {
        var method = AwaitableMethod(target)!;
        editor.ReplaceNode(target.Node, Awaited(target)!);
        if (!IsAsync(method))
        {
            editor.ReplaceNode(method, (current, generator) => MakeAsync((MethodDeclarationSyntax)current, generator));
        }
    }

    private static MethodDeclarationSyntax MakeAsync(MethodDeclarationSyntax method, SyntaxGenerator generator)
    {
        if (IsAsync(method))
        {
            return method;
        }

        var task = SyntaxFactory.IdentifierName("Task").WithTriviaFrom(method.ReturnType);
        return (MethodDeclarationSyntax)generator.WithModifiers(
            method.WithReturnType(task), generator.GetModifiers(method).WithAsync(true));
    }

    private static bool IsAsync(MethodDeclarationSyntax method) => method.Modifiers.Any(SyntaxKind.AsyncKeyword);

    /// <summary>The method around, when an <c>await</c> can stand at the place.</summary>
    private static MethodDeclarationSyntax? AwaitableMethod(FixTarget target)
    {
        foreach (var ancestor in target.Node.Ancestors())
        {
            switch (ancestor)
            {
                case LockStatementSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax:
                    return null;
                case MethodDeclarationSyntax method:
                    return IsAsync(method) || (ReturnsVoid(method) && method.ParameterList.Parameters.All(static parameter => parameter.Modifiers.Count == 0))
                        ? method
                        : null;
            }
        }

        return null;
    }

    private static bool ReturnsVoid(MethodDeclarationSyntax method) =>
        method.ReturnType is PredefinedTypeSyntax type && type.Keyword.IsKind(SyntaxKind.VoidKeyword) && !method.Modifiers.Any(SyntaxKind.OverrideKeyword);

    private static ExpressionSyntax? Awaited(FixTarget target)
    {
        if (target.Node is not ExpressionSyntax node || Awaitable(target, node) is not { } awaitable)
        {
            return null;
        }

        ExpressionSyntax awaited = SyntaxFactory.AwaitExpression(awaitable.WithoutTrivia());
        return (node.Parent is MemberAccessExpressionSyntax or ConditionalAccessExpressionSyntax or ElementAccessExpressionSyntax
                ? SyntaxFactory.ParenthesizedExpression(awaited)
                : awaited)
            .WithTriviaFrom(node);
    }

    private static ExpressionSyntax? Awaitable(FixTarget target, ExpressionSyntax node)
    {
        if (target.Diagnostic.Id == "TOP5101")
        {
            return node is InvocationExpressionSyntax { Parent: not ConditionalAccessExpressionSyntax } ? node : null;
        }

        switch (node)
        {
            case MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Result" } result:
                return result.Expression;
            case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax called } call:
                return Awaitable(called, call);
            default:
                return null;
        }
    }

    private static ExpressionSyntax? Awaitable(MemberAccessExpressionSyntax called, InvocationExpressionSyntax call)
    {
        switch (called.Name.Identifier.ValueText)
        {
            case "Wait" when call.ArgumentList.Arguments.Count == 0 && called.Expression is not ObjectCreationExpressionSyntax:
                return called.Expression;
            case "GetResult" when called.Expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax awaiter }:
                return awaiter.Expression;
            case "Sleep":
                return SyntaxFactory.InvocationExpression(
                    SyntaxFactory.MemberAccessExpression(
                        SyntaxKind.SimpleMemberAccessExpression, SyntaxFactory.IdentifierName("Task"), SyntaxFactory.IdentifierName("Delay")),
                    call.ArgumentList);
            default:
                return null;
        }
    }
}
