using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Topiary.Runtime;

/// <summary>Payloads that format themselves as UTF-16 and are parsed from it, in the invariant culture; sent as UTF-8.</summary>
/// <typeparam name="T">Type of the payload.</typeparam>
public sealed class SpanTextPayload<T> : IPayloadSerializer<T>
    where T : ISpanFormattable, ISpanParsable<T>
{
    private const int OnStack = 256;

    /// <summary>The only instance.</summary>
    [SuppressMessage("Design", "CA1000", Justification = "One shared instance for each type of payload.")]
    public static readonly SpanTextPayload<T> Instance = new();

    private SpanTextPayload()
    {
    }

    /// <inheritdoc/>
    public void Serialize(T value, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (!typeof(T).IsValueType && value is null)
        {
            throw new ArgumentNullException(nameof(value)); // ThrowIfNull would box a struct.
        }

        Span<char> text = stackalloc char[OnStack];
        if (value.TryFormat(text, out var length, PayloadText.FormatOf<T>(), CultureInfo.InvariantCulture))
        {
            Encoding.UTF8.GetBytes(text[..length], output);
        }
        else
        {
            Encoding.UTF8.GetBytes(value.ToString(PayloadText.FormatOf<T>(), CultureInfo.InvariantCulture), output);
        }
    }

    /// <inheritdoc/>
    public T Deserialize(ReadOnlySpan<byte> payload)
    {
        if (PayloadText.IsLax<T>(payload))
        {
            PayloadText.Refuse<T>(payload);
        }

        if (payload.Length > OnStack)
        {
            return Parse(PayloadText.Decode<T>(payload), payload);
        }

        Span<char> text = stackalloc char[OnStack];
        return Parse(text[..Encoding.UTF8.GetChars(payload, text)], payload);
    }

    private static T Parse(ReadOnlySpan<char> text, ReadOnlySpan<byte> payload)
    {
        if (typeof(T) == typeof(DateTime))
        {
            // T.TryParse would turn universal time into local time.
            if (DateTime.TryParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time))
            {
                return (T)(object)time;
            }
        }
        else if (T.TryParse(text, CultureInfo.InvariantCulture, out var value))
        {
            return value;
        }

        PayloadText.Refuse<T>(payload);
        return default; // Not reached.
    }
}
