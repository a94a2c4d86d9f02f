namespace Topiary.Protocol;

/// <summary>Tells properties to a sink; absent ones are left out, forbidden values are refused.</summary>
internal static class PropertyFields
{
    public static void Number<TSink>(ref TSink sink, PropertyId id, uint? value)
        where TSink : struct, IFieldSink, allows ref struct
    {
        if (value is not { } number)
        {
            return;
        }

        var rule = PropertyTable.Find((uint)id);
        if (number < rule.Minimum || number > rule.Maximum)
        {
            throw new ArgumentException($"{id} cannot be {number}.");
        }

        sink.Byte((byte)id);
        switch (rule.Kind)
        {
            case PropertyKind.Byte:
                sink.Byte((byte)number);
                break;
            case PropertyKind.UInt16:
                sink.UInt16((ushort)number);
                break;
            case PropertyKind.UInt32:
                sink.UInt32(number);
                break;
            default:
                sink.VariableByteInteger(number);
                break;
        }
    }

    public static void Flag<TSink>(ref TSink sink, PropertyId id, bool? value)
        where TSink : struct, IFieldSink, allows ref struct
    {
        if (value is { } flag)
        {
            Number(ref sink, id, flag ? 1u : 0u);
        }
    }

    public static void Text<TSink>(ref TSink sink, PropertyId id, string? value)
        where TSink : struct, IFieldSink, allows ref struct
    {
        if (value is not null)
        {
            sink.Byte((byte)id);
            sink.Text(value);
        }
    }

    public static void Binary<TSink>(ref TSink sink, PropertyId id, ReadOnlyMemory<byte>? value)
        where TSink : struct, IFieldSink, allows ref struct
    {
        if (value is { } data)
        {
            sink.Byte((byte)id);
            sink.Binary(data.Span);
        }
    }

    public static void User<TSink>(ref TSink sink, UserProperties properties)
        where TSink : struct, IFieldSink, allows ref struct
    {
        for (var i = 0; i < properties.Count; i++)
        {
            var pair = properties[i];
            sink.Byte((byte)PropertyId.UserProperty);
            sink.Text(pair.Key);
            sink.Text(pair.Value);
        }
    }
}
