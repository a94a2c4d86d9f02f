namespace Topiary.Storage;

/// <summary>Another process, or another log of this one, uses the directory.</summary>
public sealed class LogLockedException : LogException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, and where.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    public LogLockedException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
