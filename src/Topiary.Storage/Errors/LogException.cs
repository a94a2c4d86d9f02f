namespace Topiary.Storage;

/// <summary>A log cannot do what was asked of it.</summary>
public class LogException : IOException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, and where.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    public LogException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
