using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Topiary.Runtime;

/// <summary>Payloads that format themselves as UTF-8 and are parsed from it, in the invariant culture.</summary>
/// <typeparam name="T">Type of the payload.</typeparam>
public sealed class TextPayload<T> : IPayloadSerializer<T>
    where T : IUtf8SpanFormattable, IUtf8SpanParsable<T>
{
    private const int FirstSize = 64;

    /// <summary>The only instance.</summary>
    [SuppressMessage("Design", "CA1000", Justification = "One shared instance for each type of payload.")]
    public static readonly TextPayload<T> Instance = new();

    private TextPayload()
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

        var size = FirstSize;
        int length;
        while (!value.TryFormat(output.GetSpan(size), out length, PayloadText.FormatOf<T>(), CultureInfo.InvariantCulture))
        {
            size = checked(size * 2);
        }

        output.Advance(length);
    }

    /// <inheritdoc/>
    public T Deserialize(ReadOnlySpan<byte> payload)
    {
        if (PayloadText.IsLax<T>(payload) || !T.TryParse(payload, CultureInfo.InvariantCulture, out var value))
        {
            PayloadText.Refuse<T>(payload);
            return default; // Not reached.
        }

        return value;
    }
}
