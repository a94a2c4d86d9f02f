using System.Numerics;

namespace Topiary.Runtime;

/// <summary>What is special about a level's type; constants after the first use of a type.</summary>
/// <typeparam name="T">Type of the level.</typeparam>
internal static class LevelTraits<T>
{
    /// <summary>True for the integers of the base class library, whose parsers take more spellings than they write.</summary>
    public static bool IsInteger { get; } =
        typeof(T) == typeof(byte) || typeof(T) == typeof(sbyte) || typeof(T) == typeof(short) || typeof(T) == typeof(ushort)
        || typeof(T) == typeof(int) || typeof(T) == typeof(uint) || typeof(T) == typeof(long) || typeof(T) == typeof(ulong)
        || typeof(T) == typeof(nint) || typeof(T) == typeof(nuint) || typeof(T) == typeof(Int128) || typeof(T) == typeof(UInt128)
        || typeof(T) == typeof(BigInteger);

    /// <summary>Format that a bijection needs where the type's own is another one.</summary>
    public static string? Format { get; } =
        typeof(T) == typeof(DateOnly) || typeof(T) == typeof(DateTime) || typeof(T) == typeof(TimeOnly) ? "O" : null;
}
