namespace Topiary.Broker.Persistence;

/// <summary>A store cannot be opened; the message says why in one line.</summary>
/// <param name="message">Which, and why.</param>
/// <param name="innerException">The cause.</param>
public sealed class StoreException(string message, Exception innerException) : MqttException(message, innerException);
