using System.Text.Json;

namespace Topiary.Runtime;

/// <summary>Reads a payload as one of several types.</summary>
internal static class UnionReading
{
    /// <summary>Tries a type. What does not fit is no error yet, another type may.</summary>
    public static bool TryRead<T>(IPayloadSerializer<T> serializer, ReadOnlySpan<byte> payload, ref Exception? misfit, out T value)
    {
        value = default!;
        if (serializer is JsonPayload<T> && !LooksLikeJson(payload))
        {
            misfit ??= new FormatException($"The payload is not a {typeof(T).Name}: it is no JSON.");
            return false;
        }

        try
        {
            value = serializer.Deserialize(payload);
            return value is not null;
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            // Of a document, what was wrong with it tells more than that it is no text of another type either.
            misfit = misfit is JsonException ? misfit : exception;
            return false;
        }
    }

    /// <summary>Nothing fits.</summary>
    public static Exception Refuse(Exception? misfit) => misfit ?? new FormatException("The payload is of none of the types that it may be.");

    private static bool LooksLikeJson(ReadOnlySpan<byte> payload)
    {
        var start = payload.IndexOfAnyExcept(" \t\r\n"u8);
        return start >= 0 && payload[start] is (byte)'{' or (byte)'[' or (byte)'"' or (byte)'-' or (byte)'t' or (byte)'f' or (byte)'n'
            or (>= (byte)'0' and <= (byte)'9');
    }
}
