namespace Topiary.Storage;

/// <summary>A write or a sync has failed: what was to be committed may not be on the disk.</summary>
public sealed class LogFailedException : LogException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, and where.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    public LogFailedException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
