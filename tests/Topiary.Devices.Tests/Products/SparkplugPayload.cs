using System.Buffers;
using System.Text;

namespace Topiary.Devices.Tests.SparkplugB;

/// <summary>The protobuf message of the specification: a serializer of one's own, as for any format that is not generated.</summary>
[PayloadSerializer(typeof(SparkplugSerializer))]
public sealed record SparkplugPayload(ulong? Timestamp, IReadOnlyList<Metric> Metrics, ulong? Sequence, IReadOnlyList<ProtoField> Fields)
{
    public static SparkplugPayload Of(IReadOnlyList<ProtoField> fields) => new(
        ProtoField.Find(fields, 1),
        [.. fields.Where(field => field is { Number: 2, Bytes: not null }).Select(field => Metric.Of(ProtoField.Read(field.Bytes)))],
        ProtoField.Find(fields, 3),
        fields);
}

public sealed record Metric(string? Name, ulong? Alias, ulong? Timestamp, ulong? DataType, ulong? Value)
{
    public static Metric Of(IReadOnlyList<ProtoField> fields) => new(
        fields.FirstOrDefault(field => field.Number == 1)?.Bytes is { } name ? Encoding.UTF8.GetString(name) : null,
        ProtoField.Find(fields, 2),
        ProtoField.Find(fields, 3),
        ProtoField.Find(fields, 4),
        fields.FirstOrDefault(field => field.Number is >= 10 and <= 14)?.Value);
}

/// <summary>One field as it is on the wire.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Wire">How it is written: 0 a variable-length number, 1 eight bytes, 2 bytes with their length, 5 four bytes.</param>
/// <param name="Value">The number.</param>
/// <param name="Bytes">The bytes.</param>
public sealed record ProtoField(int Number, int Wire, ulong Value, byte[]? Bytes)
{
    public static ulong? Numeric(ProtoField? field) => field is { Bytes: null } ? field.Value : null;

    public static IReadOnlyList<ProtoField> Read(ReadOnlySpan<byte> data)
    {
        var fields = new List<ProtoField>();
        while (!data.IsEmpty)
        {
            var key = Varint(ref data);
            var (number, wire) = ((int)(key >> 3), (int)(key & 7));
            fields.Add(wire switch
            {
                0 => new ProtoField(number, wire, Varint(ref data), null),
                1 => new ProtoField(number, wire, 0, Take(ref data, 8)),
                2 => new ProtoField(number, wire, 0, Take(ref data, Varint(ref data))),
                5 => new ProtoField(number, wire, 0, Take(ref data, 4)),
                _ => throw new FormatException($"There is no wire type {wire}."),
            });
        }

        return fields;
    }

    public static void Write(IEnumerable<ProtoField> fields, IBufferWriter<byte> output)
    {
        foreach (var field in fields)
        {
            Varint(((ulong)field.Number << 3) | (uint)field.Wire, output);
            if (field.Wire is 0)
            {
                Varint(field.Value, output);
                continue;
            }

            if (field.Wire is 2)
            {
                Varint((ulong)field.Bytes!.Length, output);
            }

            output.Write(field.Bytes);
        }
    }

    internal static ulong? Find(IEnumerable<ProtoField> fields, int number) => Numeric(fields.FirstOrDefault(field => field.Number == number));

    private static ulong Varint(ref ReadOnlySpan<byte> data)
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Take(ref data, 1)[0];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new FormatException("A number has more than ten bytes.");
    }

    private static void Varint(ulong value, IBufferWriter<byte> output)
    {
        for (; value >= 0x80; value >>= 7)
        {
            output.Write([(byte)(value | 0x80)]);
        }

        output.Write([(byte)value]);
    }

    private static byte[] Take(ref ReadOnlySpan<byte> data, ulong count)
    {
        if (count > (ulong)data.Length)
        {
            throw new FormatException("The payload ends within a field.");
        }

        var taken = data[..(int)count].ToArray();
        data = data[(int)count..];
        return taken;
    }
}

public sealed class SparkplugSerializer : IPayloadSerializer<SparkplugPayload>
{
    public void Serialize(SparkplugPayload value, IBufferWriter<byte> output) => ProtoField.Write(value.Fields, output);

    public SparkplugPayload Deserialize(ReadOnlySpan<byte> payload) => SparkplugPayload.Of(ProtoField.Read(payload));
}
