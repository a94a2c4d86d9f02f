using System;
using System.Collections.Generic;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Topiary.Generators.Model;

namespace Topiary.Generators.Parsing;

/// <summary>Decides whether a type can be a level of a topic, and how it is written and read.</summary>
internal static class LevelParser
{
    /// <summary>The level, or null when the type cannot be one.</summary>
    public static LevelModel? Parse(string name, ITypeSymbol type)
    {
        var qualified = TypeNames.Annotated(type);
        if (type.SpecialType is SpecialType.System_String)
        {
            return type.NullableAnnotation == NullableAnnotation.Annotated ? null : new LevelModel(name, qualified, true, true, true, null);
        }

        if (type.SpecialType == SpecialType.System_Boolean || IsGuidOrDate(type))
        {
            return new LevelModel(name, qualified, true, true, true, null);
        }

        if (type.TypeKind == TypeKind.Enum)
        {
            return new LevelModel(name, qualified, true, true, true, ParseEnum((INamedTypeSymbol)type, qualified));
        }

        return ParseFormattable(name, type, qualified);
    }

    /// <summary>Why a type cannot be a level.</summary>
    public static string Refusal(TopicSegment segment, ITypeSymbol type)
    {
        var name = type.ToDisplayString();
        if (segment.Kind == TopicSegmentKind.Rest)
        {
            return $"the rest of a topic is a string, not '{name}'";
        }

        if (type.NullableAnnotation == NullableAnnotation.Annotated || type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T)
        {
            return $"a level always has a value, and '{name}' may be null";
        }

        return KnownTypes.Is(type, "DateTimeOffset", "System", 0)
            ? "the text of a DateTimeOffset holds '+', which no topic may"
            : $"'{name}' is neither a string, a bool nor an enum, and does not implement ISpanFormattable and ISpanParsable<{type.Name}>";
    }

    /// <summary>Whether a type can be a level.</summary>
    public static bool Supports(ITypeSymbol type) => Parse("", type) is not null;

    private static LevelModel? ParseFormattable(string name, ITypeSymbol type, string qualified)
    {
        // The only text of a DateTimeOffset that can be read back holds a '+', which no topic may.
        if (type is not INamedTypeSymbol
            || type.NullableAnnotation == NullableAnnotation.Annotated
            || KnownTypes.Is(type, "DateTimeOffset", "System", 0))
        {
            return null;
        }

        bool isFormattable = false, formats = false, formatsUtf8 = false, parses = false, parsesUtf8 = false;
        foreach (var implemented in type.AllInterfaces)
        {
            isFormattable |= KnownTypes.Is(implemented, "IFormattable", "System", 0);
            formats |= KnownTypes.Is(implemented, "ISpanFormattable", "System", 0);
            formatsUtf8 |= KnownTypes.Is(implemented, "IUtf8SpanFormattable", "System", 0);
            parses |= IsOfItself(implemented, "ISpanParsable", type);
            parsesUtf8 |= IsOfItself(implemented, "IUtf8SpanParsable", type);
        }

        // The runtime reads these two with the format that it writes them with, from characters.
        parsesUtf8 &= !parses || !(type.SpecialType == SpecialType.System_DateTime || KnownTypes.Is(type, "TimeOnly", "System", 0));
        return (formats || formatsUtf8) && (parses || parsesUtf8)
            ? new LevelModel(name, qualified, formatsUtf8, parsesUtf8, isFormattable, null)
            : null;
    }

    private static bool IsOfItself(INamedTypeSymbol implemented, string name, ITypeSymbol type) =>
        KnownTypes.Is(implemented, name, "System", 1) && SymbolEqualityComparer.Default.Equals(implemented.TypeArguments[0], type);

    private static bool IsGuidOrDate(ITypeSymbol type) => KnownTypes.Is(type, "Guid", "System", 0) || KnownTypes.Is(type, "DateOnly", "System", 0);

    private static EnumLevelModel ParseEnum(INamedTypeSymbol type, string qualified)
    {
        var members = new List<EnumMemberModel>();
        var values = new HashSet<object>();
        foreach (var member in type.GetMembers())
        {
            if (member is IFieldSymbol { HasConstantValue: true, ConstantValue: { } value } field && values.Add(value))
            {
                members.Add(new EnumMemberModel(ValueOf(field, value, qualified), field.Name));
            }
        }

        var className = TypeNames.Identifier(type) + "Level";
        return new EnumLevelModel(className, qualified, new EquatableArray<EnumMemberModel>([.. members]));
    }

    private static string ValueOf(IFieldSymbol field, object value, string qualified)
    {
        // Naming an obsolete member could be an error.
        return KnownTypes.FindAttribute(field, "System.ObsoleteAttribute") is null
            ? qualified + "." + Identifiers.Escape(field.Name)
            : "(" + qualified + ")(" + Convert.ToString(value, CultureInfo.InvariantCulture) + ")";
    }
}
