using System;
using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Topiary.Generators.Parsing;

namespace Topiary.CodeFixes.Contracts;

/// <summary>
/// Gives a placeholder the name of the parameter that it is meant for: the one whose name differs in case alone, else the
/// only one that could be a level and has no placeholder.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class RenamePlaceholderFix : TextFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [ProblemId.PlaceholderWithoutParameter];

    private protected override string? Title(FixTarget target) =>
        Change(target, TextOf(target)) is { } change ? $"Rename placeholder to '{change.NewText}'" : null;

    private protected override TextChange? Change(FixTarget target, SourceText text)
    {
        if (target.Name is not { } name
            || target.Around<MethodDeclarationSyntax>() is not { } method
            || SyntaxNames.LiteralOf(target.Around<AttributeArgumentSyntax>()) is not { } literal
            || target.Model.GetDeclaredSymbol(method) is not IMethodSymbol symbol
            || Meant(name, symbol) is not { } meant)
        {
            return null;
        }

        foreach (var opening in (string[])["{" + name + "}", "{**" + name + "}"])
        {
            var index = literal.Token.Text.IndexOf(opening, StringComparison.Ordinal);
            if (index >= 0)
            {
                return new TextChange(new TextSpan(literal.SpanStart + index + opening.Length - 1 - name.Length, name.Length), meant);
            }
        }

        return null;
    }

    private static string? Meant(string placeholder, IMethodSymbol method)
    {
        var bound = SyntaxNames.PlaceholdersOf(method);
        var free = method.Parameters.Where(parameter => !bound.Contains(parameter.Name) && !SyntaxNames.IsOption(parameter)).ToList();
        var sameLetters = free.Where(parameter => string.Equals(parameter.Name, placeholder, StringComparison.OrdinalIgnoreCase)).ToList();
        if (sameLetters.Count == 1)
        {
            return sameLetters[0].Name;
        }

        var unbound = bound.Count(name => method.Parameters.All(parameter => parameter.Name != name));
        var levels = free.Where(static parameter => LevelParser.Supports(parameter.Type)).ToList();
        return levels.Count == 1 && unbound == 1 ? levels[0].Name : null;
    }
}
