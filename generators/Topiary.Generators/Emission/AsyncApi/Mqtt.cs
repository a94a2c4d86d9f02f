namespace Topiary.Generators.Emission;

/// <summary>Words of the MQTT bindings.</summary>
internal static class Mqtt
{
    public const string CorrelationData = "$message.header#/correlationData";
    public const string ResponseTopic = "$message.header#/responseTopic";

    /// <summary>Bindings with these members for MQTT.</summary>
    public static JsonMap Binding(JsonMap members) => new JsonMap().Add("mqtt", members.Add("bindingVersion", "0.2.0"));
}
