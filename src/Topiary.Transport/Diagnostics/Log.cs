using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Topiary.Transport;

/// <summary>What the transports log; ids 1000 to 1999.</summary>
internal sealed partial class Log(ILoggerFactory? factory)
{
    private readonly ILogger _logger = factory?.CreateLogger("Topiary.Transport") ?? NullLogger.Instance;

    [LoggerMessage(1000, LogLevel.Debug, "Connection from {RemoteAddress} to {Address} ended in its handshake: {Reason}")]
    public partial void HandshakeFailed(string remoteAddress, string address, string reason);

    [LoggerMessage(1001, LogLevel.Error, "Handshake of {RemoteAddress} at {Address} failed by a fault of this program")]
    public partial void HandshakeFaulted(Exception exception, string remoteAddress, string address);

    [LoggerMessage(1002, LogLevel.Warning, "A certificate that is not valid was taken by CertificateCheck at {Address}: {Problem}")]
    public partial void InvalidCertificateTaken(string address, string problem);

    [LoggerMessage(1003, LogLevel.Error, "CertificateCheck failed at {Address}; the certificate is refused")]
    public partial void CertificateCheckFailed(Exception exception, string address);
}
