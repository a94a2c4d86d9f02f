namespace Topiary;

/// <summary>
/// Marks a one-way method of a contract as a last will: the message that the broker publishes when the client is lost. Topic,
/// quality of service, retain and expiry are those of its <see cref="TopicAttribute"/>. Which values it has, the application
/// says when it adds its client: <c>mqtt.Will&lt;IDevice&gt;(device =&gt; device.OfflineAsync("kitchen"))</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class WillAttribute : Attribute
{
    /// <summary>
    /// How many seconds the broker waits for the client to come back before it publishes, 0 or more (MQTT 5.0, section
    /// 3.1.3.2.2); at once when left out. Longer than the session lives it is cut short by the session's end.
    /// </summary>
    public int DelaySeconds { get; set; }

    /// <summary>
    /// Whether the message is also published when the application stops in order. The broker does not publish a will then,
    /// so a retained "online" would stay. False when left out.
    /// </summary>
    public bool PublishOnStop { get; set; }
}
