namespace Topiary.Broker;

/// <summary>An option of the broker has a value that cannot work; the message names it.</summary>
public sealed class MqttBrokerOptionsException : MqttException
{
    /// <summary>Creates one.</summary>
    /// <param name="option">Name of the option.</param>
    /// <param name="problem">What is wrong with its value, and what is allowed.</param>
    public MqttBrokerOptionsException(string option, string problem)
        : base($"{nameof(MqttBrokerOptions)}.{option}: {problem}")
        => Option = option;

    /// <summary>Creates one with a cause.</summary>
    /// <param name="option">Name of the option.</param>
    /// <param name="problem">What is wrong with its value, and what is allowed.</param>
    /// <param name="innerException">The cause.</param>
    public MqttBrokerOptionsException(string option, string problem, Exception innerException)
        : base($"{nameof(MqttBrokerOptions)}.{option}: {problem}", innerException)
        => Option = option;

    /// <summary>Name of the option.</summary>
    public string Option { get; }
}
