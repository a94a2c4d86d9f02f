using System.Diagnostics.CodeAnalysis;

namespace Topiary;

/// <summary>Marks a method that handles every message whose topic matches a filter.</summary>
/// <param name="filter">Filter with <c>+</c>, <c>#</c>, <c>{name}</c> and, at the end, <c>{**name}</c>.</param>
[AttributeUsage(AttributeTargets.Method, Inherited = false, AllowMultiple = true)]
public sealed class SubscribeAttribute([StringSyntax("MqttTopicTemplate")] string filter) : Attribute
{
    /// <summary>The filter.</summary>
    public string Filter { get; } = filter;

    /// <summary>Highest quality of service at which messages are wanted; <see cref="QoS.AtLeastOnce"/> when left out.</summary>
    public QoS QoS { get; set; } = QoS.AtLeastOnce;

    /// <summary>When the message is acknowledged.</summary>
    public AckMode Ack { get; set; }

    /// <summary>What becomes of a message whose payload cannot be read; what the class says when left out.</summary>
    public UnreadablePolicy OnUnreadable { get; set; }

    /// <summary>How the payload is read; by its type when left out.</summary>
    public PayloadFormat Format { get; set; }

    /// <summary>How the members of JSON payloads, the answer included, are named; <see cref="JsonNaming.CamelCase"/> when left out.</summary>
    public JsonNaming Naming { get; set; }

    /// <summary>
    /// A <c>JsonSerializerContext</c> for payload types that the generated serializers do not support.
    /// </summary>
    public Type? JsonContext { get; set; }
}
