using Microsoft.Extensions.Logging;

namespace Topiary.Broker;

/// <summary>What the broker logs; ids 3000 to 3999.</summary>
internal sealed partial class Log(ILogger logger)
{
    private readonly ILogger _logger = logger;

    [LoggerMessage(3000, LogLevel.Information, "Listening at {Address}")]
    public partial void Listening(string address);

    [LoggerMessage(3001, LogLevel.Information, "Stopped")]
    public partial void Stopped();

    [LoggerMessage(3002, LogLevel.Warning, "Cannot accept a connection at {Address}: {Reason}")]
    public partial void AcceptFailed(string address, string reason);

    [LoggerMessage(3003, LogLevel.Warning, "Connection from {RemoteAddress} refused: {Limit} connections are open")]
    public partial void TooManyConnections(string remoteAddress, int limit);

    [LoggerMessage(3004, LogLevel.Information, "Connection from {RemoteAddress} refused: its address has reached {Limit}")]
    public partial void AddressRefused(string remoteAddress, BrokerLimit limit);

    [LoggerMessage(3010, LogLevel.Debug, "Client {ClientId} connected from {RemoteAddress} (MQTT {Version}, session present: {SessionPresent})")]
    public partial void Connected(string clientId, string remoteAddress, string version, bool sessionPresent);

    [LoggerMessage(3011, LogLevel.Information, "Connection from {RemoteAddress} refused with {ReasonCode}: {Reason}")]
    public partial void ConnectRefused(string remoteAddress, ReasonCode reasonCode, string reason);

    [LoggerMessage(3012, LogLevel.Debug, "Client {ClientId} at {RemoteAddress} has gone: {Reason}")]
    public partial void Disconnected(string clientId, string remoteAddress, string reason);

    [LoggerMessage(3013, LogLevel.Warning, "Client {ClientId} at {RemoteAddress} is disconnected with {ReasonCode}: {Reason}")]
    public partial void Disconnecting(string clientId, string remoteAddress, ReasonCode reasonCode, string reason);

    [LoggerMessage(3014, LogLevel.Debug, "Connection from {RemoteAddress} ended before it was a client: {Reason}")]
    public partial void NeverConnected(string remoteAddress, string reason);

    [LoggerMessage(3015, LogLevel.Error, "Handling a packet of client {ClientId} failed; its connection is closed")]
    public partial void PacketFailed(Exception exception, string clientId);

    [LoggerMessage(3016, LogLevel.Error, "Ending the connection of client {ClientId} failed")]
    public partial void ConnectionFailed(Exception exception, string clientId);

    [LoggerMessage(3020, LogLevel.Debug, "Session of client {ClientId} is taken over from {RemoteAddress}")]
    public partial void SessionTakenOver(string clientId, string remoteAddress);

    [LoggerMessage(3021, LogLevel.Debug, "Session of client {ClientId} has expired")]
    public partial void SessionExpired(string clientId);

    [LoggerMessage(3030, LogLevel.Error, "The authenticator failed for client {ClientId}; the client is refused")]
    public partial void AuthenticatorFailed(Exception exception, string clientId);

    [LoggerMessage(3031, LogLevel.Error, "The authorizer failed for client {ClientId} and {Topic}; it counts as not authorized")]
    public partial void AuthorizerFailed(Exception exception, string clientId, string topic);

    [LoggerMessage(3032, LogLevel.Information, "Client {ClientId} may not {Action} {Topic}")]
    public partial void NotAuthorized(string clientId, AuthorizedAction action, string topic);

    [LoggerMessage(3040, LogLevel.Error, "A deadline failed")]
    public partial void DeadlineFailed(Exception exception);

    [LoggerMessage(3041, LogLevel.Warning, "Storing failed; client {ClientId} is disconnected unacknowledged")]
    public partial void CommitFailed(Exception exception, string clientId);

    [LoggerMessage(3042, LogLevel.Information, "The store has given back {Sessions} sessions, {Messages} deliveries and {Retained} retained messages in {Milliseconds} ms")]
    public partial void Restored(int sessions, long messages, int retained, long milliseconds);
}
