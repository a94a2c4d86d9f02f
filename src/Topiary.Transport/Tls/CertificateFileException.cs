namespace Topiary.Transport;

/// <summary>An option that names a certificate cannot be used; its owner adds the address.</summary>
internal sealed class CertificateFileException(string option, string problem, Exception? innerException = null) : Exception(problem, innerException)
{
    public string Option { get; } = option;

    public MqttTransportException ToException(string what, string options)
        => new(TransportFailure.CertificateNotUsable, $"{what}: {options}.{Option}: {Message}.", this);
}
