namespace Topiary;

/// <summary>
/// Marks a handler's method that takes several messages at once, as <c>IReadOnlyList&lt;T&gt;</c> of payloads or of
/// <see cref="Received{T}"/>. It is called when there are <see cref="Size"/> messages, or <see cref="Milliseconds"/> after the first
/// of them, whichever comes first; batches of one method never at the same time. All are acknowledged when it has returned. An
/// exception is that of the whole batch: all are tried again together, then each goes to the dead-letter topic or is refused.
/// </summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class BatchAttribute : Attribute
{
    /// <summary>
    /// Messages at most, 1 to 65,535; 100 when left out. No more than the client's Receive Maximum come together, since the
    /// broker sends no more until some are acknowledged.
    /// </summary>
    public int Size { get; set; } = 100;

    /// <summary>How long the first message waits for others, in milliseconds, 1 or more; 200 when left out.</summary>
    public int Milliseconds { get; set; } = 200;
}
