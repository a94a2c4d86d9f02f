namespace Topiary;

/// <summary>Marks a class whose methods handle messages; registered with <c>AddHandler&lt;T&gt;()</c>.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class MqttHandlerAttribute : Attribute
{
    /// <summary>Name of the shared subscription (<c>$share/name/…</c>) that all its topics join; null for none.</summary>
    public string? Share { get; set; }

    /// <summary>
    /// How many messages of different topics this handler may work on at once, 1 or more; 0, the default, means the
    /// number of processors. Messages of one topic are always handled one after the other.
    /// </summary>
    public int MaxConcurrency { get; set; }

    /// <summary>
    /// What becomes of messages whose payload cannot be read, where a method does not say otherwise. When left out: the
    /// dead-letter topic if the application has one, else refused with reason 0x99.
    /// </summary>
    public UnreadablePolicy OnUnreadable { get; set; }
}
