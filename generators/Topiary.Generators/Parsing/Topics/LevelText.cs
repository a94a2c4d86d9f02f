using System;
using System.Globalization;
using Microsoft.CodeAnalysis;

namespace Topiary.Generators.Parsing;

/// <summary>Tells whether a text is what a publisher would send as a level of some type.</summary>
internal static class LevelText
{
    /// <summary>False when it certainly is not; of types that only know themselves at run time, any level is taken.</summary>
    public static bool IsValid(ITypeSymbol type, string text)
    {
        if (text.Length == 0 || text.IndexOfAny(['/', '+', '#', '\0']) >= 0)
        {
            return false;
        }

        if (type.TypeKind == TypeKind.Enum)
        {
            return IsMember(type, text);
        }

        if (KnownTypes.Is(type, "Guid", "System", 0))
        {
            return Guid.TryParseExact(text, "D", out var guid) && guid.ToString("D") == text;
        }

        if (KnownTypes.Is(type, "DateOnly", "System", 0))
        {
            return DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
        }

        return type.SpecialType == SpecialType.System_Boolean
            ? text is "true" or "false"
            : RangeOf(type.SpecialType) is not var (least, most) || IsInteger(text, least, most);
    }

    private static bool IsMember(ITypeSymbol type, string text)
    {
        foreach (var member in type.GetMembers(text))
        {
            if (member is IFieldSymbol { HasConstantValue: true })
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsInteger(string text, decimal least, decimal most) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
        && value >= least
        && value <= most
        && value.ToString(CultureInfo.InvariantCulture) == text;

    private static (decimal Least, decimal Most)? RangeOf(SpecialType type) => type switch
    {
        SpecialType.System_SByte => (sbyte.MinValue, sbyte.MaxValue),
        SpecialType.System_Byte => (byte.MinValue, byte.MaxValue),
        SpecialType.System_Int16 => (short.MinValue, short.MaxValue),
        SpecialType.System_UInt16 => (ushort.MinValue, ushort.MaxValue),
        SpecialType.System_Int32 => (int.MinValue, int.MaxValue),
        SpecialType.System_UInt32 => (uint.MinValue, uint.MaxValue),
        SpecialType.System_Int64 => (long.MinValue, long.MaxValue),
        SpecialType.System_UInt64 => (ulong.MinValue, ulong.MaxValue),
        _ => null,
    };
}
