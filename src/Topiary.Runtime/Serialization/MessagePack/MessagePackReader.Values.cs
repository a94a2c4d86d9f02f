using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Unicode;

namespace Topiary.Runtime;

/// <content>Strings, bytes and the types that are made of them.</content>
public ref partial struct MessagePackReader
{
    /// <summary>Reads a string or nil.</summary>
    /// <returns>The value.</returns>
    public string? ReadString() => TryReadNil() ? null : Text("System.String");

    /// <summary>Reads bytes or nil; a string's bytes are taken as well, as old senders have nothing else.</summary>
    /// <returns>The value.</returns>
    public byte[]? ReadBytes()
    {
        if (TryReadNil())
        {
            return null;
        }

        var token = Token();
        return token.Kind is MessagePackKind.Binary or MessagePackKind.String ? Data(token).ToArray() : throw Mismatch("System.Byte[]");
    }

    /// <summary>Reads bytes; nil is none.</summary>
    /// <returns>The value.</returns>
    public ReadOnlySequence<byte> ReadReadOnlySequence() => new(ReadBytes() ?? []);

    /// <summary>Reads a point in time; it is in UTC.</summary>
    /// <returns>The value.</returns>
    public DateTime ReadDateTime()
    {
        const string Type = "System.DateTime";
        var start = _position;
        var token = Token();
        if (token.Kind != MessagePackKind.Extension)
        {
            throw Mismatch(Type);
        }

        var type = (sbyte)_payload[_position + token.HeaderSize - 1];
        var data = Data(token);
        return type != MessagePackTimestamp.ExtensionType ? throw MessagePackErrors.CannotConvert(Type, $"an extension of type {type}", start)
            : MessagePackTimestamp.TryRead(data, out var ticks) ? new DateTime(ticks, DateTimeKind.Utc)
            : throw MessagePackErrors.DoesNotFit(Type, start);
    }

    /// <summary>Reads a point in time with its offset, or one in UTC.</summary>
    /// <returns>The value.</returns>
    public DateTimeOffset ReadDateTimeOffset()
    {
        const string Type = "System.DateTimeOffset";
        var start = _position;
        var token = Token();
        if (token.Kind == MessagePackKind.Extension)
        {
            return new DateTimeOffset(ReadDateTime());
        }

        if (token is not { Kind: MessagePackKind.Array, Length: 2 })
        {
            throw token.Kind == MessagePackKind.Array ? MessagePackErrors.CannotConvert(Type, $"an array of {token.Length} elements, not 2", start) : Mismatch(Type);
        }

        _position += token.HeaderSize;
        var clock = ReadDateTime();
        var offset = ReadInt16();
        try
        {
            return new DateTimeOffset(clock.Ticks, TimeSpan.FromMinutes(offset));
        }
        catch (ArgumentException exception)
        {
            throw MessagePackErrors.DoesNotFit(Type, start, exception);
        }
    }

    /// <summary>Reads a <see cref="DateOnly"/>, which is the number of its day.</summary>
    /// <returns>The value.</returns>
    public DateOnly ReadDateOnly() => DateOnly.FromDayNumber((int)ReadInteger(0, DateOnly.MaxValue.DayNumber, "System.DateOnly"));

    /// <summary>Reads a <see cref="TimeOnly"/>, which is a number of ticks.</summary>
    /// <returns>The value.</returns>
    public TimeOnly ReadTimeOnly() => new(ReadInteger(0, TimeOnly.MaxValue.Ticks, "System.TimeOnly"));

    /// <summary>Reads a <see cref="TimeSpan"/>, which is a number of ticks.</summary>
    /// <returns>The value.</returns>
    public TimeSpan ReadTimeSpan() => new(ReadInteger(long.MinValue, long.MaxValue, "System.TimeSpan"));

    /// <summary>Reads a <see cref="Guid"/>, which is a string of 36 or 32 characters.</summary>
    /// <returns>The value.</returns>
    public Guid ReadGuid()
    {
        const string Type = "System.Guid";
        var start = _position;
        var data = Data(MessagePackKind.String, Type);
        return Utf8Parser.TryParse(data, out Guid value, out var consumed, data.Length == 32 ? 'N' : 'D') && consumed == data.Length
            ? value
            : throw MessagePackErrors.CannotConvert(Type, "another string", start);
    }

    /// <summary>Reads a <see cref="decimal"/>, which is a string.</summary>
    /// <returns>The value.</returns>
    public decimal ReadDecimal()
    {
        const string Type = "System.Decimal";
        const NumberStyles Styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        var start = _position;
        var data = Data(MessagePackKind.String, Type);
        return decimal.TryParse(data, Styles, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw MessagePackErrors.CannotConvert(Type, "another string", start);
    }

    /// <summary>Reads a <see cref="BigInteger"/>, which is bytes of its two's complement, the lowest one first.</summary>
    /// <returns>The value.</returns>
    public BigInteger ReadBigInteger() => new(Data(MessagePackKind.Binary, "System.Numerics.BigInteger"));

    /// <summary>Reads a <see cref="Uri"/>, which is a string, or nil.</summary>
    /// <returns>The value.</returns>
    public Uri? ReadUri()
    {
        const string Type = "System.Uri";
        var start = _position;
        return TryReadNil() ? null
            : Uri.TryCreate(Text(Type), UriKind.RelativeOrAbsolute, out var value) ? value
            : throw MessagePackErrors.CannotConvert(Type, "another string", start);
    }

    /// <summary>Reads a <see cref="Version"/>, which is a string, or nil.</summary>
    /// <returns>The value.</returns>
    public Version? ReadVersion()
    {
        const string Type = "System.Version";
        var start = _position;
        return TryReadNil() ? null
            : Version.TryParse(Text(Type), out var value) ? value
            : throw MessagePackErrors.CannotConvert(Type, "another string", start);
    }

    private string Text(string type)
    {
        var start = _position;
        if (!TryShortString(out var data))
        {
            data = Data(MessagePackKind.String, type);
        }

        var text = Encoding.UTF8.GetString(data);
        if (text.Contains('\uFFFD', StringComparison.Ordinal) && !Utf8.IsValid(data))
        {
            throw new MessagePackFormatException("The MessagePack string is not UTF-8.", start);
        }

        return text;
    }
}
