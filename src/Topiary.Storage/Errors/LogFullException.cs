namespace Topiary.Storage;

/// <summary>The disk is full, or the memory in which records wait for it.</summary>
public sealed class LogFullException : LogException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, and where.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    public LogFullException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
