using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Topiary.Analyzers.Catalog;
using Topiary.Analyzers.Topics;
using Topiary.Generators.Parsing;

namespace Topiary.Analyzers.Declarations;

/// <summary>Reports what the parser has found wrong with a declaration.</summary>
internal static class ProblemReporter
{
    /// <summary>Property of the diagnostics that holds the name of what is wrong, for code fixes.</summary>
    public const string NameProperty = "Name";

    /// <summary>
    /// Reports all problems but those of a single text: these are reported by <see cref="TopicTextAnalyzer"/>, at the very
    /// characters.
    /// </summary>
    public static void Report(ProblemList problems, INamedTypeSymbol declaration, TopicSyntaxOf syntaxOf, Action<Diagnostic> report)
    {
        foreach (var problem in problems.Items)
        {
            if (!IsOfSingleText(problem, declaration, syntaxOf))
            {
                var properties = ImmutableDictionary<string, string?>.Empty.Add(NameProperty, problem.Arguments.FirstOrDefault() as string);
                report(Diagnostic.Create(RuleCatalog.Get(problem.Id), problem.Location, properties, [.. problem.Arguments.Select(Shown)]));
            }
        }
    }

    private static object Shown(object argument) => argument is string text ? TopicMessages.Shown(text) : argument;

    private static bool IsOfSingleText(Problem problem, INamedTypeSymbol declaration, TopicSyntaxOf syntaxOf)
    {
        if (problem.Arguments.Length == 0 || problem.Arguments[0] is not string text || AttributeAt(problem.Location, declaration) is not { } attribute)
        {
            return false;
        }

        if (attribute.AttributeConstructor is not { Parameters: { Length: > 0 } parameters }
            || attribute.ConstructorArguments[0] is not { Kind: TypedConstantKind.Primitive, Value: string first }
            || first != text)
        {
            return false;
        }

        var syntax = syntaxOf[parameters[0]];
        return syntax != TopicSyntax.None && TopicErrors.Find(text, syntax).Any(error => TopicErrors.RuleOf(error.Kind).Id == problem.Id);
    }

    private static AttributeData? AttributeAt(Location? location, INamedTypeSymbol declaration)
    {
        if (location?.SourceTree is not { } tree)
        {
            return null;
        }

        foreach (var attribute in AttributesOf(declaration))
        {
            if (attribute.ApplicationSyntaxReference is { } reference && reference.SyntaxTree == tree && reference.Span.Contains(location.SourceSpan))
            {
                return attribute;
            }
        }

        return null;
    }

    /// <summary>The attributes of a type and of its methods, those of what it extends included.</summary>
    private static IEnumerable<AttributeData> AttributesOf(INamedTypeSymbol declaration)
    {
        var types = new List<INamedTypeSymbol>(declaration.AllInterfaces);
        for (INamedTypeSymbol? type = declaration; type is not null; type = type.BaseType)
        {
            types.Add(type);
        }

        return types.SelectMany(static type => type.GetMembers().OfType<IMethodSymbol>().SelectMany(static method => method.GetAttributes()).Concat(type.GetAttributes()));
    }
}
