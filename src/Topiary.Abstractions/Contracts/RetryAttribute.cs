namespace Topiary;

/// <summary>How often a handler method, or every method of a handler class, is tried again after an exception.</summary>
/// <param name="attempts">Tries after the first one, 1 or more.</param>
/// <param name="backoffMilliseconds">Wait before the first new try, 0 or more; it doubles with each further one.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class, Inherited = false)]
public sealed class RetryAttribute(int attempts, int backoffMilliseconds = 100) : Attribute
{
    /// <summary>Tries after the first one.</summary>
    public int Attempts { get; } = attempts;

    /// <summary>Wait before the first new try, in milliseconds.</summary>
    public int BackoffMilliseconds { get; } = backoffMilliseconds;
}
