using Microsoft.CodeAnalysis;

namespace Topiary.Generators.Parsing;

/// <summary>The types that the runtime library writes and reads as a single value.</summary>
internal static class MessagePackScalars
{
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
            return named.Name switch
            {
                "Half" or "DateTimeOffset" or "DateOnly" or "TimeOnly" or "TimeSpan" or "Guid" or "Uri" or "Version" => named.Name,
                "Memory" or "ReadOnlyMemory" when TypeNames.IsOfByte(named) => named.Name,
                _ => null,
            };
        }

        return KnownTypes.Is(named, "BigInteger", "System.Numerics", 0) || (KnownTypes.Is(named, "ReadOnlySequence", "System.Buffers", 1) && TypeNames.IsOfByte(named))
            ? named.Name
            : null;
    }

    /// <summary>Name of an enum's underlying type among the scalars.</summary>
    public static string NameOfUnderlying(INamedTypeSymbol type) => NameOf(type.EnumUnderlyingType!)!;
}
