using System;
using Microsoft.CodeAnalysis;

namespace Topiary.Generators.Parsing;

/// <summary>Reads the arguments of an attribute. A value of the wrong type is a compiler error already and reads as left out.</summary>
internal static class AttributeArguments
{
    /// <summary>A positional string.</summary>
    public static string? String(AttributeData attribute, int index) =>
        index < attribute.ConstructorArguments.Length ? attribute.ConstructorArguments[index].Value as string : null;

    /// <summary>A positional array of strings; empty when it is left out.</summary>
    public static string[] Strings(AttributeData attribute, int index)
    {
        if (index >= attribute.ConstructorArguments.Length || attribute.ConstructorArguments[index] is not { Kind: TypedConstantKind.Array, IsNull: false } values)
        {
            return [];
        }

        var strings = new string[values.Values.Length];
        for (var i = 0; i < strings.Length; i++)
        {
            strings[i] = values.Values[i].Value as string ?? "";
        }

        return strings;
    }

    /// <summary>A named string.</summary>
    public static string? String(AttributeData attribute, string name) =>
        TryFind(attribute, name, out var value) ? value.Value as string : null;

    /// <summary>A named type.</summary>
    public static INamedTypeSymbol? Type(AttributeData attribute, string name) =>
        TryFind(attribute, name, out var value) ? value.Value as INamedTypeSymbol : null;

    /// <summary>A named boolean.</summary>
    public static bool Boolean(AttributeData attribute, string name) =>
        TryFind(attribute, name, out var value) && value.Value is true;

    /// <summary>A positional number.</summary>
    public static int Number(AttributeData attribute, int index, int otherwise) =>
        index < attribute.ConstructorArguments.Length && attribute.ConstructorArguments[index].Value is int value ? value : otherwise;

    /// <summary>A named number or enum value, reported when it is out of its range.</summary>
    public static int Number(AttributeData attribute, string name, int otherwise, int least, int most, ParseContext context)
    {
        if (!TryFind(attribute, name, out var argument))
        {
            return otherwise;
        }

        var value = argument.Value switch
        {
            int number => number,
            byte number => number,
            _ => otherwise,
        };
        if (value < least || value > most)
        {
            ReportRange(attribute, name, value, least, most, context);
        }

        return value;
    }

    public static void ReportRange(AttributeData attribute, string name, int value, int least, int most, ParseContext context)
    {
        var range = most == int.MaxValue ? $"{least} or more" : $"{least} to {most}";
        context.Report(
            ProblemId.AttributeValueOutOfRange, SourceLocation.OfArgument(attribute, name), name, $"{value} is not {range}");
    }

    private static bool TryFind(AttributeData attribute, string name, out TypedConstant value)
    {
        foreach (var argument in attribute.NamedArguments)
        {
            if (string.Equals(argument.Key, name, StringComparison.Ordinal) && argument.Value.Kind != TypedConstantKind.Error)
            {
                value = argument.Value;
                return true;
            }
        }

        value = default;
        return false;
    }
}
