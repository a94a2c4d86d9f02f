using System.ComponentModel;
using System.Text;
using System.Text.Json;

namespace Topiary.Runtime;

/// <summary>
/// The discriminators of a polymorphic type. The discriminator may stand anywhere in the object: what is before it is
/// stepped over, and read afterwards.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class JsonDiscriminators
{
    private readonly byte[] _property;
    private readonly bool _ignoresUnrecognized;
    private readonly byte[]?[] _texts;
    private readonly int?[] _numbers;

    /// <summary>The discriminators of a type.</summary>
    /// <param name="property">Name of the member that holds the discriminator.</param>
    /// <param name="ignoresUnrecognized">Whether an unrecognized discriminator is as good as none.</param>
    /// <param name="values">The discriminators, strings and numbers.</param>
    public JsonDiscriminators(string property, bool ignoresUnrecognized, params object[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        _property = Encoding.UTF8.GetBytes(property);
        _ignoresUnrecognized = ignoresUnrecognized;
        _texts = Array.ConvertAll(values, value => value is string text ? Encoding.UTF8.GetBytes(text) : null);
        _numbers = Array.ConvertAll(values, value => value as int?);
    }

    /// <summary>Finds the discriminator of an object.</summary>
    /// <typeparam name="T">The polymorphic type.</typeparam>
    /// <param name="reader">Reader that stands on the object; it is moved only to where the document is wrong.</param>
    /// <returns>Place of the discriminator; -1 when the object has none, or one that is to be ignored.</returns>
    public int Find<T>(ref JsonInput reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw JsonErrors.CannotConvert<T>();
        }

        var scan = reader;
        try
        {
            return Find(ref scan);
        }
        catch (JsonException exception) when (exception.LineNumber is null)
        {
            reader = scan;
            throw;
        }
    }

    private int Find(ref JsonInput scan)
    {
        while (scan.Read() && scan.TokenType != JsonTokenType.EndObject)
        {
            if (scan.ValueTextEquals(_property))
            {
                scan.Read();
                var index = IndexOf(ref scan);
                return index >= 0 || _ignoresUnrecognized ? index : throw JsonErrors.UnrecognizedDiscriminator(Text(ref scan));
            }

            scan.Skip();
        }

        return -1;
    }

    private int IndexOf(ref JsonInput value)
    {
        switch (value.TokenType)
        {
            case JsonTokenType.String:
                var text = JsonRead.Unescaped(ref value);
                for (var i = 0; i < _texts.Length; i++)
                {
                    if (_texts[i] is { } candidate && text.SequenceEqual(candidate))
                    {
                        return i;
                    }
                }

                JsonRead.Text(ref value); // Text that is none is refused, however unrecognized ones are taken.
                return -1;
            case JsonTokenType.Number:
                return value.TryGetInt64(out var number) && number is >= int.MinValue and <= int.MaxValue ? Array.IndexOf(_numbers, (int)number) : throw JsonErrors.CannotConvert<int>();
            default:
                throw JsonErrors.InvalidDiscriminator(Encoding.UTF8.GetString(_property));
        }
    }

    private static string Text(ref JsonInput value)
        => value.TokenType == JsonTokenType.String ? JsonRead.Text(ref value) : Encoding.UTF8.GetString(value.ValueSpan);
}
