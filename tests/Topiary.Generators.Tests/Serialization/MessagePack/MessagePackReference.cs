using System.Buffers.Binary;
using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Reflection;
using System.Text;

namespace Topiary.Generators.Tests.Serialization;

/// <summary>
/// Writes any value as MessagePack by reflection, from the rules alone and without a line of the runtime library: what the
/// generated serializers are compared with.
/// </summary>
internal sealed class MessagePackReference(bool isSorted)
{
    private readonly List<byte> _output = [];

    /// <summary>Writes a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="type">Its declared type.</param>
    /// <param name="isSorted">Whether sets and dictionaries, which have no order, get one.</param>
    public static byte[] Write(object? value, Type type, bool isSorted = false)
    {
        var reference = new MessagePackReference(isSorted);
        reference.Value(value, type);
        return [.. reference._output];
    }

    private void Value(object? value, Type type)
    {
        if (value is null)
        {
            Bytes(0xc0);
            return;
        }

        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsEnum)
        {
            value = Convert.ChangeType(value, Enum.GetUnderlyingType(type), CultureInfo.InvariantCulture);
        }

        if (!Scalar(value) && !Union(value, type))
        {
            Composite(value, type);
        }
    }

    private bool Scalar(object value)
    {
        switch (value)
        {
            case bool truth: Bytes(truth ? (byte)0xc3 : (byte)0xc2); break;
            case byte or sbyte or short or ushort or int or uint or long or ulong: Integer(BigInteger.Parse(value.ToString()!, CultureInfo.InvariantCulture)); break;
            case char letter: Integer(letter); break;
            case TimeSpan span: Integer(span.Ticks); break;
            case TimeOnly time: Integer(time.Ticks); break;
            case DateOnly day: Integer(day.DayNumber); break;
            case float number: Float(number); break;
            case Half half: Float((float)half); break;
            case double number: Bytes([0xcb, .. BigEndian(BitConverter.DoubleToUInt64Bits(number), 8)]); break;
            case string text: Text(text); break;
            case decimal number: Text(number.ToString(CultureInfo.InvariantCulture)); break;
            case Guid guid: Text(guid.ToString("D")); break;
            case Version version: Text(version.ToString()); break;
            case Uri uri: Text(uri.OriginalString); break;
            case byte[] bytes: Binary(bytes); break;
            case ReadOnlyMemory<byte> memory: Binary(memory.ToArray()); break;
            case Memory<byte> memory: Binary(memory.ToArray()); break;
            case BigInteger number: Binary(number.ToByteArray()); break;
            case DateTime time: Timestamp(time.Ticks); break;
            case DateTimeOffset time:
                Bytes(0x92);
                Timestamp(time.Ticks);
                Integer((int)time.Offset.TotalMinutes);
                break;
            default: return false;
        }

        return true;
    }

    private bool Union(object value, Type type)
    {
        foreach (var attribute in type.GetCustomAttributesData().Where(static attribute => attribute.AttributeType.Name == "UnionAttribute"))
        {
            if ((Type)attribute.ConstructorArguments[1].Value! == value.GetType())
            {
                Bytes(0x92);
                Integer((int)attribute.ConstructorArguments[0].Value!);
                Value(value, value.GetType());
                return true;
            }
        }

        return false;
    }

    private void Composite(object value, Type type)
    {
        var parts = type.IsGenericType ? type.Name.Split('`')[0] : "";
        if (parts is "KeyValuePair")
        {
            Sequence([.. new[] { "Key", "Value" }.Select(name => (type.GetProperty(name)!.GetValue(value), type.GetProperty(name)!.PropertyType))]);
        }
        else if (parts is "Tuple" or "ValueTuple")
        {
            Sequence([.. type.GetGenericArguments().Select((part, i) => (((System.Runtime.CompilerServices.ITuple)value)[i], part))]);
        }
        else if ((Interface(type, "IDictionary`2") ?? Interface(type, "IReadOnlyDictionary`2")) is not null)
        {
            Dictionary((IEnumerable)value);
        }
        else if (Interface(type, "IEnumerable`1") is { } sequence)
        {
            var array = value.GetType().Name == "ImmutableArray`1" && (bool)value.GetType().GetProperty("IsDefault")!.GetValue(value)! ? null : ((IEnumerable)value).Cast<object?>();
            if (array is null)
            {
                Bytes(0xc0);
                return;
            }

            var items = array.Select(item => (Value: item, Type: sequence.GetGenericArguments()[0]));
            var isSet = Interface(type, "ISet`1") is not null || Interface(type, "IReadOnlySet`1") is not null;
            Sequence([.. isSet && isSorted ? items.OrderBy(item => Convert.ToHexString(Write(item.Value, item.Type)), StringComparer.Ordinal) : items]);
        }
        else
        {
            Members(value, type);
        }
    }

    private void Members(object value, Type type)
    {
        var members = MessagePackReferenceMember.Of(type).Where(member => member.IsPresent(value)).ToList();
        if (members.Count > 0 && members[0].Index is not null)
        {
            var last = members.Max(member => member.Index!.Value);
            Sequence([.. Enumerable.Range(0, last + 1).Select(index => members.Find(member => member.Index == index) is { } member ? (member.Get(value), member.Type) : (null, typeof(object)))]);
            return;
        }

        Header(members.Count, 0x80, 0xde);
        foreach (var member in members)
        {
            Text(member.Name!);
            Value(member.Get(value), member.Type);
        }
    }

    private void Dictionary(IEnumerable dictionary)
    {
        var entries = dictionary.Cast<object>().ToList();
        if (isSorted)
        {
            entries = [.. entries.OrderBy(entry => Convert.ToHexString(Write(entry.GetType().GetProperty("Key")!.GetValue(entry), entry.GetType().GetGenericArguments()[0])), StringComparer.Ordinal)];
        }

        Header(entries.Count, 0x80, 0xde);
        foreach (var entry in entries)
        {
            foreach (var name in new[] { "Key", "Value" })
            {
                var part = entry.GetType().GetProperty(name)!;
                Value(part.GetValue(entry), part.PropertyType);
            }
        }
    }

    private void Sequence(List<(object? Value, Type Type)> items)
    {
        Header(items.Count, 0x90, 0xdc);
        items.ForEach(item => Value(item.Value, item.Type));
    }

    private void Header(int count, byte fix, byte code16)
        => Bytes(count < 16 ? [(byte)(fix + count)] : count < 65536 ? [code16, .. BigEndian((ulong)count, 2)] : [(byte)(code16 + 1), .. BigEndian((ulong)count, 4)]);

    private void Integer(BigInteger value)
    {
        if (value >= -32 && value < 128)
        {
            Bytes(unchecked((byte)(sbyte)value));
            return;
        }

        // Unsigned 0xcc to 0xcf and signed 0xd0 to 0xd3, in 1, 2, 4 or 8 bytes.
        for (var power = 0; ; power++)
        {
            var bits = 8 << power;
            if (value.Sign > 0 ? value < BigInteger.One << bits : value >= -(BigInteger.One << (bits - 1)))
            {
                Bytes([(byte)((value.Sign > 0 ? 0xcc : 0xd0) + power), .. BigEndian((ulong)(value & ulong.MaxValue), bits / 8)]);
                return;
            }
        }
    }

    private void Float(float number) => Bytes([0xca, .. BigEndian(BitConverter.SingleToUInt32Bits(number), 4)]);

    private void Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Bytes(bytes.Length < 32 ? [(byte)(0xa0 + bytes.Length), .. bytes] : [.. Length(bytes.Length, 0xd9), .. bytes]);
    }

    private void Binary(byte[] bytes) => Bytes([.. Length(bytes.Length, 0xc4), .. bytes]);

    private static byte[] Length(int length, byte code)
        => length < 256 ? [code, (byte)length] : length < 65536 ? [(byte)(code + 1), .. BigEndian((ulong)length, 2)] : [(byte)(code + 2), .. BigEndian((ulong)length, 4)];

    private void Timestamp(long ticks)
    {
        var since = ticks - DateTime.UnixEpoch.Ticks;
        var seconds = Math.DivRem(since, TimeSpan.TicksPerSecond, out var rest);
        if (rest < 0)
        {
            (seconds, rest) = (seconds - 1, rest + TimeSpan.TicksPerSecond);
        }

        var nanoseconds = (ulong)rest * 100;
        Bytes(seconds < 0 || seconds >= 1L << 34 ? [0xc7, 12, 0xff, .. BigEndian(nanoseconds, 4), .. BigEndian((ulong)seconds, 8)]
            : nanoseconds == 0 && seconds < 1L << 32 ? [0xd6, 0xff, .. BigEndian((ulong)seconds, 4)]
            : [0xd7, 0xff, .. BigEndian((nanoseconds << 34) | (ulong)seconds, 8)]);
    }

    private static byte[] BigEndian(ulong value, int size)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        return bytes[(8 - size)..];
    }

    private static Type? Interface(Type type, string name) => type.Name == name ? type : type.GetInterfaces().FirstOrDefault(candidate => candidate.Name == name);

    private void Bytes(params ReadOnlySpan<byte> bytes) => _output.AddRange(bytes);
}
