using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Topiary.Generators.Parsing;

/// <summary>
/// Compares what two files declare: every token outside the bodies of methods. White space and comments declare nothing.
/// Stricter than the compiler's own comparison of this kind, which looks neither into accessors, where <c>field</c> decides
/// whether there is one, nor at the text of every kind of literal.
/// </summary>
internal static class DeclaredText
{
    /// <summary>Whether nothing that a symbol tells of its declaration can differ.</summary>
    public static bool AreSame(SyntaxTree first, SyntaxTree second)
    {
        if (ReferenceEquals(first, second))
        {
            return true;
        }

        if (!first.Options.Equals(second.Options) || !string.Equals(first.FilePath, second.FilePath, StringComparison.Ordinal))
        {
            return false;
        }

        using var parts = Parts(first.GetRoot()).GetEnumerator();
        foreach (var part in Parts(second.GetRoot()))
        {
            if (!parts.MoveNext() || !AreSame(parts.Current, part))
            {
                return false;
            }
        }

        return !parts.MoveNext();
    }

    /// <summary>The tokens outside of bodies, and the bodies as a whole: that there is one is declared.</summary>
    private static IEnumerable<SyntaxNodeOrToken> Parts(SyntaxNode root) =>
        root.DescendantNodesAndTokens(static node => !IsBody(node)).Where(static part => part.IsToken || IsBody(part.AsNode()!));

    // A directive within a body may change what is declared after it.
    private static bool IsBody(SyntaxNode node) =>
        node is BlockSyntax or ArrowExpressionClauseSyntax && node.Parent is BaseMethodDeclarationSyntax && !node.ContainsDirectives;

    private static bool AreSame(SyntaxNodeOrToken first, SyntaxNodeOrToken second)
    {
        if (first.RawKind != second.RawKind)
        {
            return false;
        }

        if (!first.IsToken)
        {
            return true;
        }

        var (one, other) = (first.AsToken(), second.AsToken());
        return string.Equals(one.Text, other.Text, StringComparison.Ordinal)
            && one.ContainsDirectives == other.ContainsDirectives
            && (!one.ContainsDirectives || string.Equals(one.LeadingTrivia.ToFullString(), other.LeadingTrivia.ToFullString(), StringComparison.Ordinal));
    }
}
