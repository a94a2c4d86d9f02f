using Microsoft.CodeAnalysis;

namespace Topiary.Generators.Parsing;

/// <summary>The types whose JSON form is a single value that the runtime library writes and reads.</summary>
internal static class JsonScalars
{
    /// <summary>Stands for a key of the user's own type, which formats and parses itself.</summary>
    public const string ParsedKey = "Parsed";

    /// <summary>Name of a type among the scalars; null when it is none.</summary>
    public static string? NameOf(ITypeSymbol type)
    {
        switch (type.SpecialType)
        {
            case SpecialType.System_String: return "String";
            case SpecialType.System_Boolean: return "Boolean";
            case SpecialType.System_Byte: return "Byte";
            case SpecialType.System_SByte: return "SByte";
            case SpecialType.System_Int16: return "Int16";
            case SpecialType.System_UInt16: return "UInt16";
            case SpecialType.System_Int32: return "Int32";
            case SpecialType.System_UInt32: return "UInt32";
            case SpecialType.System_Int64: return "Int64";
            case SpecialType.System_UInt64: return "UInt64";
            case SpecialType.System_Single: return "Single";
            case SpecialType.System_Double: return "Double";
            case SpecialType.System_Decimal: return "Decimal";
            case SpecialType.System_Char: return "Char";
            case SpecialType.System_DateTime: return "DateTime";
        }

        if (type is IArrayTypeSymbol { Rank: 1, ElementType.SpecialType: SpecialType.System_Byte })
        {
            return "Bytes";
        }

        if (type is not INamedTypeSymbol named)
        {
            return null;
        }

        if (named.IsIn("System"))
        {
            switch (named.Name)
            {
                case "Half" or "Int128" or "UInt128" or "DateTimeOffset" or "DateOnly" or "TimeOnly" or "TimeSpan" or "Guid" or "Uri" or "Version":
                    return named.Name;
                case "Memory" or "ReadOnlyMemory" when TypeNames.IsOfByte(named):
                    return named.Name;
            }
        }
        else if (named.Name == "BigInteger" && named.IsIn("System", "Numerics"))
        {
            return named.Name;
        }
        else if (named.IsIn("System", "Text", "Json"))
        {
            return named.Name switch { "JsonElement" => "Element", "JsonDocument" => "Document", _ => null };
        }
        else if (named.Name is "JsonNode" or "JsonObject" or "JsonArray" or "JsonValue" && named.IsIn("System", "Text", "Json", "Nodes"))
        {
            return named.Name;
        }

        return null;
    }

    /// <summary>Whether a scalar is a number, so that number handling applies to it.</summary>
    public static bool IsNumber(string name) => name is "Byte" or "SByte" or "Int16" or "UInt16" or "Int32" or "UInt32" or "Int64" or "UInt64"
        or "Single" or "Double" or "Decimal" or "Half" or "Int128" or "UInt128" or "BigInteger";

    /// <summary>Whether a scalar can be the key of a dictionary.</summary>
    public static bool CanBeKey(string name) => (IsNumber(name) && name != "BigInteger") || name is "String" or "Boolean" or "Char" or "Guid" or "Uri" or "Version"
        or "DateTime" or "DateTimeOffset" or "DateOnly" or "TimeOnly" or "TimeSpan";
}
