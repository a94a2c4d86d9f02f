namespace Topiary.Protocol;

/// <summary>The received properties of a packet that is not on a hot path; values are copies.</summary>
internal sealed class PropertyBag
{
    private static readonly PropertyBag s_empty = new();

    private readonly Dictionary<PropertyId, uint> _numbers = [];
    private readonly Dictionary<PropertyId, byte[]> _blobs = [];
    private readonly Dictionary<PropertyId, string> _texts = [];
    private UserProperties? _userProperties;

    public UserProperties UserProperties => _userProperties ?? UserProperties.Empty;

    /// <summary>Reads the block when the version has one.</summary>
    public static PropertyBag Read(ref PacketReader reader, PropertyScopes scope, MqttVersion version)
    {
        if (version != MqttVersion.V500)
        {
            return s_empty;
        }

        var properties = reader.ReadProperties(scope);
        var bag = s_empty;
        while (properties.MoveNext())
        {
            if (ReferenceEquals(bag, s_empty))
            {
                bag = new PropertyBag();
            }

            bag.Add(properties);
        }

        return bag;
    }

    /// <summary>As <see cref="Read"/>, but the block may be missing at the end of the packet.</summary>
    public static PropertyBag ReadOptional(ref PacketReader reader, PropertyScopes scope, MqttVersion version) =>
        reader.Remaining == 0 ? s_empty : Read(ref reader, scope, version);

    public uint? Number(PropertyId id) => _numbers.TryGetValue(id, out var value) ? value : null;

    public ushort? Short(PropertyId id) => (ushort?)Number(id);

    public bool? Flag(PropertyId id) => Number(id) is { } value ? value != 0 : null;

    public string? Text(PropertyId id) => _texts.GetValueOrDefault(id);

    public ReadOnlyMemory<byte>? Binary(PropertyId id) => _blobs.TryGetValue(id, out var value) ? value : default(ReadOnlyMemory<byte>?);

    private void Add(scoped in PropertyReader property)
    {
        switch (PropertyTable.Find((uint)property.Id).Kind)
        {
            case PropertyKind.Pair:
                (_userProperties ??= new UserProperties()).Add(property.NameText, property.ValueText);
                break;
            case PropertyKind.Text:
                _texts[property.Id] = property.ValueText;
                break;
            case PropertyKind.Binary:
                _blobs[property.Id] = property.Value.ToArray();
                break;
            default:
                _numbers[property.Id] = property.Number;
                break;
        }
    }
}
