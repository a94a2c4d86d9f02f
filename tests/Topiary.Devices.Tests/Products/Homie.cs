using HomeDevices;

namespace Topiary.Devices.Tests.Homie;

/// <summary>Version 5: a device describes itself in one document.</summary>
[MqttContract("homie/5")]
public interface IHomie5
{
    [Topic("{device}/$state", Retain = true)]
    ValueTask StateAsync(DeviceId device, OneOf<DeviceState, string>? state);

    [Topic("{device}/$description", Retain = true)]
    ValueTask DescriptionAsync(DeviceId device, DeviceDescription? description);

    [Topic("{device}/$alert/{alert}", Retain = true)]
    ValueTask AlertAsync(DeviceId device, string alert, string? text);

    [Topic("{device}/$log/{level}")]
    ValueTask LogAsync(DeviceId device, string level, string text);

    [Topic("$broadcast/{**subtopic}")]
    ValueTask BroadcastAsync(string subtopic, string text);

    [Topic("{device}/{node}/{property}", Retain = true)]
    ValueTask ValueAsync(DeviceId device, NodeId node, NodeId property, HomieValue? value);

    [Topic("{device}/{node}/{property}/set")]
    ValueTask SetAsync(DeviceId device, NodeId node, NodeId property, HomieValue value);

    [Topic("{device}/{node}/{property}/$target", Retain = true)]
    ValueTask TargetAsync(DeviceId device, NodeId node, NodeId property, HomieValue? value);
}

/// <summary>Version 4 and before: an attribute a topic.</summary>
[MqttContract("homie/{device}")]
public interface IHomie4
{
    [Topic("$state", Retain = true)]
    ValueTask StateAsync(DeviceId device, OneOf<DeviceState, string>? state);

    [Topic("{attribute}", Retain = true)]
    ValueTask AttributeAsync(DeviceId device, AttributeName attribute, string? value);

    [Topic("$stats/{name}", Retain = true)]
    ValueTask StatisticAsync(DeviceId device, string name, HomieValue? value);

    [Topic("$fw/{name}", Retain = true)]
    ValueTask FirmwareAsync(DeviceId device, string name, string? value);

    [Topic("$implementation/{**name}", Retain = true)]
    ValueTask ImplementationAsync(DeviceId device, string name, string? value);

    [Topic("{node}/{attribute}", Retain = true)]
    ValueTask NodeAttributeAsync(DeviceId device, NodeId node, AttributeName attribute, string? value);

    [Topic("{node}/{property}", Retain = true)]
    ValueTask ValueAsync(DeviceId device, NodeId node, NodeId property, HomieValue? value);

    [Topic("{node}/{property}/{attribute}", Retain = true)]
    ValueTask PropertyAttributeAsync(DeviceId device, NodeId node, NodeId property, AttributeName attribute, string? value);

    [Topic("{node}/{property}/set")]
    ValueTask SetAsync(DeviceId device, NodeId node, NodeId property, HomieValue value);
}

public enum DeviceState
{
    init,
    ready,
    disconnected,
    sleeping,
    lost,
    alert,
}

/// <summary>A device's id. The version, <c>5</c>, is none.</summary>
public readonly record struct DeviceId(string Text) : ITextValue<DeviceId>
{
    public static bool TryCreate(string text, out DeviceId value)
    {
        value = new DeviceId(text);
        return text.Length > 0 && text[0] != '$' && text != "5";
    }

    public override string ToString() => Text;
}

/// <summary>The id of a node or property.</summary>
public readonly record struct NodeId(string Text) : ITextValue<NodeId>
{
    public static bool TryCreate(string text, out NodeId value)
    {
        value = new NodeId(text);
        return text.Length > 0 && text[0] != '$';
    }

    public override string ToString() => Text;
}

/// <summary>An attribute's name, such as <c>$name</c>; the state has a method of its own.</summary>
public readonly record struct AttributeName(string Text) : ITextValue<AttributeName>
{
    public static bool TryCreate(string text, out AttributeName value)
    {
        value = new AttributeName(text);
        return text.Length > 1 && text[0] == '$' && text != "$state";
    }

    public override string ToString() => Text;
}

/// <summary>A property's value: what it is, its description says.</summary>
public readonly record struct HomieValue(string Text) : ITextValue<HomieValue>
{
    public double? Number => double.TryParse(Text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null;

    public bool? Flag => Text switch { "true" => true, "false" => false, _ => null };

    public static bool TryCreate(string text, out HomieValue value)
    {
        value = new HomieValue(text);
        return true;
    }

    public override string ToString() => Text;
}

public sealed record DeviceDescription : OpenPayload
{
    public Optional<string?> Homie { get; init; }

    public Optional<long?> Version { get; init; }

    public Optional<string?> Name { get; init; }

    public Optional<Dictionary<string, NodeDescription?>?> Nodes { get; init; }
}

public sealed record NodeDescription : OpenPayload
{
    public Optional<string?> Name { get; init; }

    public Optional<Dictionary<string, PropertyDescription?>?> Properties { get; init; }
}

public sealed record PropertyDescription : OpenPayload
{
    public Optional<string?> Name { get; init; }

    public Optional<string?> Datatype { get; init; }

    public Optional<string?> Format { get; init; }

    public Optional<bool?> Settable { get; init; }

    public Optional<bool?> Retained { get; init; }

    public Optional<string?> Unit { get; init; }
}
