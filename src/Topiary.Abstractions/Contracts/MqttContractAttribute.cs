using System.Diagnostics.CodeAnalysis;

namespace Topiary;

/// <summary>Marks an interface whose methods are MQTT topics.</summary>
[AttributeUsage(AttributeTargets.Interface, Inherited = false)]
public sealed class MqttContractAttribute : Attribute
{
    /// <summary>A contract whose topics have no common prefix.</summary>
    public MqttContractAttribute() => Prefix = "";

    /// <summary>A contract whose topics begin with a prefix.</summary>
    /// <param name="prefix">Template put before every topic, joined with <c>/</c>; it may hold placeholders.</param>
    public MqttContractAttribute([StringSyntax("MqttTopicTemplate")] string prefix) => Prefix = prefix;

    /// <summary>Template put before every topic; empty when there is none.</summary>
    public string Prefix { get; }

    /// <summary>How payloads are written where a topic does not say; by their type when left out.</summary>
    public PayloadFormat Format { get; set; }

    /// <summary>How the members of JSON payloads are named; <see cref="JsonNaming.CamelCase"/> when left out.</summary>
    public JsonNaming Naming { get; set; }

    /// <summary>
    /// A <c>JsonSerializerContext</c> for payload types that the generated serializers do not support.
    /// </summary>
    public Type? JsonContext { get; set; }
}
