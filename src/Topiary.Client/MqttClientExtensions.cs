using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Topiary;

/// <summary>Shorter ways to publish with an <see cref="IMqttClient"/>.</summary>
public static class MqttClientExtensions
{
    /// <summary>Publishes bytes.</summary>
    /// <param name="client">The client.</param>
    /// <param name="topic">Topic; no wildcards.</param>
    /// <param name="payload">Payload; copied before the call returns.</param>
    /// <param name="qos">Quality of service.</param>
    /// <param name="retain">Whether the broker keeps the message for later subscribers.</param>
    /// <param name="ct">Stops the wait; see <see cref="IMqttClient.PublishAsync"/>.</param>
    /// <returns>What the broker said.</returns>
    public static ValueTask<MqttPublishResult> PublishAsync(
        this IMqttClient client,
        [StringSyntax("MqttTopic")] string topic,
        ReadOnlyMemory<byte> payload,
        QoS qos = QoS.AtLeastOnce,
        bool retain = false,
        CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.PublishAsync(new MqttMessage { Topic = topic, Payload = payload, QoS = qos, Retain = retain }, ct);
    }

    /// <summary>Publishes text as UTF-8.</summary>
    /// <param name="client">The client.</param>
    /// <param name="topic">Topic; no wildcards.</param>
    /// <param name="payload">Payload.</param>
    /// <param name="qos">Quality of service.</param>
    /// <param name="retain">Whether the broker keeps the message for later subscribers.</param>
    /// <param name="ct">Stops the wait; see <see cref="IMqttClient.PublishAsync"/>.</param>
    /// <returns>What the broker said.</returns>
    public static ValueTask<MqttPublishResult> PublishAsync(
        this IMqttClient client,
        [StringSyntax("MqttTopic")] string topic,
        string payload,
        QoS qos = QoS.AtLeastOnce,
        bool retain = false,
        CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(payload);
        return client.PublishAsync(topic, Encoding.UTF8.GetBytes(payload), qos, retain, ct);
    }
}
