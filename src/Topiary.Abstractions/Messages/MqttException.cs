namespace Topiary;

/// <summary>Base of the failures that Topiary reports to an application.</summary>
public class MqttException : Exception
{
    /// <summary>Creates one.</summary>
    /// <param name="message">What failed, where, and how to mend it.</param>
    public MqttException(string message)
        : base(message)
    {
    }

    /// <summary>Creates one with a cause.</summary>
    /// <param name="message">What failed, where, and how to mend it.</param>
    /// <param name="innerException">The cause.</param>
    public MqttException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
