using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Topiary.Runtime;

/// <summary>What the text payloads share.</summary>
internal static class PayloadText
{
    private const int MaxShown = 40;

    // Fails on bytes that are not UTF-8.
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Format in which a value of the type can be read back without loss.</summary>
    public static string? FormatOf<T>()
        => typeof(T) == typeof(DateTime) || typeof(T) == typeof(DateTimeOffset) || typeof(T) == typeof(DateOnly) || typeof(T) == typeof(TimeOnly) ? "O" : null;

    /// <summary>
    /// Refuses what .NET's parsers let through though it was not written so: white space around the value, and
    /// separators of thousands in numbers, by which <c>1,5</c> would be fifteen. A type of the application's own knows by itself
    /// what it takes.
    /// </summary>
    public static bool IsLax<T>(ReadOnlySpan<byte> payload)
    {
        if (!Origin<T>.IsRuntime)
        {
            return false;
        }

        const byte LastBlank = (byte)' ';
        if (payload.IsEmpty || payload[0] <= LastBlank || payload[^1] <= LastBlank)
        {
            return true;
        }

        return (typeof(T) == typeof(double) || typeof(T) == typeof(float) || typeof(T) == typeof(decimal) || typeof(T) == typeof(Half)) && payload.Contains((byte)',');
    }

    public static string Decode<T>(ReadOnlySpan<byte> payload)
    {
        try
        {
            return s_strict.GetString(payload);
        }
        catch (DecoderFallbackException exception)
        {
            throw new FormatException($"The payload is not a {typeof(T).Name}: byte {exception.Index} is not UTF-8.", exception);
        }
    }

    [DoesNotReturn]
    public static void Refuse<T>(ReadOnlySpan<byte> payload, Exception? inner = null)
    {
        if (payload.IsEmpty)
        {
            throw new FormatException($"The payload is not a {typeof(T).Name}: it is empty.", inner);
        }

        var text = Encoding.UTF8.GetString(payload[..Math.Min(payload.Length, MaxShown)]);
        var dots = payload.Length > MaxShown ? "…" : "";
        throw new FormatException($"The payload is not a {typeof(T).Name}: '{text}{dots}'.", inner);
    }

    /// <summary>Where a type comes from.</summary>
    private static class Origin<T>
    {
        /// <summary>True for types of .NET.</summary>
        public static readonly bool IsRuntime = typeof(T).Namespace is { } name && (name == "System" || name.StartsWith("System.", StringComparison.Ordinal));
    }
}
