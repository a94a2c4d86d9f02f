using System;
using Microsoft.CodeAnalysis;

namespace Topiary.Generators.Parsing;

/// <summary>Recognizes the types that mean something in a contract or a handler. By name: no look-up in the compilation.</summary>
internal static class KnownTypes
{
    public const string ContractAttribute = "Topiary.MqttContractAttribute";
    public const string HandlerAttribute = "Topiary.MqttHandlerAttribute";
    public const string TopicAttribute = "Topiary.TopicAttribute";
    public const string HandlesAttribute = "Topiary.HandlesAttribute";
    public const string SubscribeAttribute = "Topiary.SubscribeAttribute";
    public const string PayloadSerializerAttribute = "Topiary.PayloadSerializerAttribute";
    public const string WillAttribute = "Topiary.WillAttribute";
    public const string BatchAttribute = "Topiary.BatchAttribute";
    public const string OrderByAttribute = "Topiary.OrderByAttribute";
    public const string RetryAttribute = "Topiary.RetryAttribute";

    public static bool IsCancellationToken(ITypeSymbol type) => Is(type, "CancellationToken", "System.Threading", 0);

    public static bool IsProgress(ITypeSymbol type) => Is(type, "IProgress", "System", 1);

    public static bool IsPublishOptions(ITypeSymbol type) => Is(type, "PublishOptions", "Topiary", 0);

    public static bool IsMessageContext(ITypeSymbol type) => Is(type, "MessageContext", "Topiary", 0);

    /// <summary>Whether a type, without its arguments, has this name and namespace.</summary>
    public static bool Is(ITypeSymbol? type, string name, string @namespace, int arity) =>
        type is INamedTypeSymbol named
        && named.Arity == arity
        && string.Equals(named.Name, name, StringComparison.Ordinal)
        && named.ContainingType is null
        && IsNamespace(named.ContainingNamespace, @namespace);

    /// <summary>The attribute of this full name, or null.</summary>
    public static AttributeData? FindAttribute(ISymbol symbol, string fullName)
    {
        foreach (var attribute in symbol.GetAttributes())
        {
            if (IsAttribute(attribute, fullName))
            {
                return attribute;
            }
        }

        return null;
    }

    /// <summary>Whether an attribute's class has this full name; its type arguments do not count.</summary>
    public static bool IsAttribute(AttributeData attribute, string fullName)
    {
        var dot = fullName.LastIndexOf('.');
        return attribute.AttributeClass is { } type
            && string.CompareOrdinal(type.Name, 0, fullName, dot + 1, int.MaxValue) == 0
            && IsNamespace(type.ContainingNamespace, fullName.Substring(0, dot));
    }

    private static bool IsNamespace(INamespaceSymbol? symbol, string fullName)
    {
        var end = fullName.Length;
        while (symbol is { IsGlobalNamespace: false })
        {
            var start = fullName.LastIndexOf('.', end - 1) + 1;
            if (end - start != symbol.Name.Length || string.CompareOrdinal(fullName, start, symbol.Name, 0, end - start) != 0)
            {
                return false;
            }

            symbol = symbol.ContainingNamespace;
            if (start == 0)
            {
                return symbol is { IsGlobalNamespace: true };
            }

            end = start - 1;
        }

        return false;
    }
}
