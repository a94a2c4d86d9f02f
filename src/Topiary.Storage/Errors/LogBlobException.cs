namespace Topiary.Storage;

/// <summary>A blob is missing or damaged.</summary>
public sealed class LogBlobException : LogException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, and where.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    public LogBlobException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
