using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Topiary.Protocol;

namespace Topiary.CodeFixes;

/// <summary>Names in topics and in source.</summary>
internal static class SyntaxNames
{
    /// <summary>A name as it is written in source: a keyword gets its <c>@</c>.</summary>
    public static string Escaped(string name) =>
        SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;

    /// <summary>The placeholders of a method's topic, its contract's prefix first.</summary>
    public static List<string> PlaceholdersOf(IMethodSymbol method)
    {
        var names = new List<string>();
        foreach (var attribute in method.ContainingType.GetAttributes().Concat(method.GetAttributes()))
        {
            if (attribute.AttributeClass?.Name is "MqttContractAttribute" or "TopicAttribute" or "SubscribeAttribute"
                && attribute.ConstructorArguments.Length > 0
                && attribute.ConstructorArguments[0].Value is string template)
            {
                names.AddRange(TopicTemplateGrammar.Parse(template, isFilter: true).Levels.Where(static level => level.IsPlaceholder).Select(static level => level.Text));
            }
        }

        return names;
    }

    /// <summary>True for a parameter that is never a level or a payload.</summary>
    public static bool IsOption(IParameterSymbol parameter) =>
        parameter.Type.Name is "CancellationToken" or "PublishOptions" or "MessageContext";

    /// <summary>The literal of an attribute's first argument; null when it is no plain literal.</summary>
    public static LiteralExpressionSyntax? LiteralOf(AttributeArgumentSyntax? argument) =>
        argument?.Expression is LiteralExpressionSyntax literal && literal.IsKind(SyntaxKind.StringLiteralExpression) ? literal : null;
}
