using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;

namespace Topiary.Protocol;

/// <summary>
/// UTF-8 encoded strings (MQTT 5.0, section 1.5.4): well-formed, without surrogates and U+0000, at most 65,535 bytes.
/// </summary>
public static class MqttText
{
    /// <summary>Most bytes that a string or a block of binary data may have.</summary>
    public const int MaxLength = 65_535;

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Tells whether bytes are well-formed UTF-8 without U+0000. The length is not looked at.</summary>
    /// <param name="utf8">The bytes, without the length in front.</param>
    /// <returns>True when they are.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsValid(ReadOnlySpan<byte> utf8) => !utf8.Contains((byte)0) && Utf8.IsValid(utf8);

    /// <summary>Bytes that a string takes, without the length in front.</summary>
    /// <param name="text">The string.</param>
    /// <returns>Number of bytes.</returns>
    /// <exception cref="ArgumentException">It is too long, or holds U+0000 or a lone surrogate.</exception>
    public static int GetByteCount(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Contains('\0'))
        {
            throw new ArgumentException("MQTT strings cannot hold U+0000.", nameof(text));
        }

        var count = s_strict.GetByteCount(text);
        return count <= MaxLength
            ? count
            : throw new ArgumentException($"MQTT strings have at most 65,535 bytes of UTF-8; this one has {count}.", nameof(text));
    }

    /// <summary>Checks that bytes can be sent as a string.</summary>
    /// <param name="utf8">The bytes, without the length in front.</param>
    /// <exception cref="ArgumentException">They are too many, ill-formed, or hold U+0000.</exception>
    public static void ThrowIfInvalid(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaxLength || !IsValid(utf8))
        {
            throw new ArgumentException("MQTT strings are well-formed UTF-8 of at most 65,535 bytes without U+0000.", nameof(utf8));
        }
    }

    internal static int Write(Span<byte> destination, string text)
    {
        var count = s_strict.GetBytes(text, destination[2..]);
        BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)count);
        return count + 2;
    }
}
