using Microsoft.Extensions.Logging;

namespace Topiary.Client;

/// <summary>All log messages of the client; ids 2000 to 2999.</summary>
internal static partial class Log
{
    [LoggerMessage(2000, LogLevel.Information, "Connected to {Broker} as {ClientId} (session present: {SessionPresent})")]
    public static partial void Connected(this ILogger logger, string broker, string clientId, bool sessionPresent);

    [LoggerMessage(2001, LogLevel.Warning, "No connection to {Broker}: {Reason}")]
    public static partial void ConnectFailed(this ILogger logger, string broker, string reason);

    [LoggerMessage(2002, LogLevel.Warning, "Not connected: {Reason} Next attempt in {Delay}")]
    public static partial void Reconnecting(this ILogger logger, string reason, TimeSpan delay);

    [LoggerMessage(2003, LogLevel.Warning, "The broker at {Address} sent DISCONNECT: {Reason}")]
    public static partial void ServerDisconnected(this ILogger logger, string reason, string address);

    [LoggerMessage(2004, LogLevel.Error, "The connection manager failed; the client has stopped")]
    public static partial void ManagerFailed(this ILogger logger, Exception exception);

    [LoggerMessage(2005, LogLevel.Error, "A handler of StateChanged failed")]
    public static partial void StateHandlerFailed(this ILogger logger, Exception exception);

    [LoggerMessage(2006, LogLevel.Information, "{Broker} does not take MQTT 5.0; trying 3.1.1: {Reason}")]
    public static partial void FallingBack(this ILogger logger, string broker, string reason);

    [LoggerMessage(2100, LogLevel.Warning, "A queued message for '{Topic}' was dropped for a newer one: the queue is full")]
    public static partial void MessageDropped(this ILogger logger, string topic);

    [LoggerMessage(2101, LogLevel.Error, "The messages for the new connection (MqttClientOptions.Births) could not be made")]
    public static partial void BirthFailed(this ILogger logger, Exception exception);

    [LoggerMessage(2102, LogLevel.Error, "A stored message for '{Topic}' was not delivered: {Reason}")]
    public static partial void StoredMessageRefused(this ILogger logger, string topic, string reason);

    [LoggerMessage(2150, LogLevel.Information, "The file store is open; {Messages} messages of an earlier run are to be delivered")]
    public static partial void StoreOpened(this ILogger logger, int messages);

    [LoggerMessage(2151, LogLevel.Error, "File store: {Problem}")]
    public static partial void StoreProblem(this ILogger logger, string problem);

    [LoggerMessage(2152, LogLevel.Error, "The file store takes no messages: {Reason}")]
    public static partial void StoreFailed(this ILogger logger, string reason);

    [LoggerMessage(2153, LogLevel.Information, "The file store works again")]
    public static partial void StoreRecovered(this ILogger logger);

    [LoggerMessage(2200, LogLevel.Debug, "A message for '{Topic}' has no receiver")]
    public static partial void MessageUnrouted(this ILogger logger, string topic);

    [LoggerMessage(2201, LogLevel.Error, "Receiver {Receiver} failed; the message is refused")]
    public static partial void ReceiverFailed(this ILogger logger, Exception exception, string receiver);

    [LoggerMessage(2300, LogLevel.Error, "The subscription to '{Filter}' could not be restored: {Reason}. It is tried again with the next connection")]
    public static partial void SubscriptionLost(this ILogger logger, string filter, string reason);

    [LoggerMessage(2301, LogLevel.Warning, "The broker refused to end the subscription to '{Filter}': {Reason}")]
    public static partial void UnsubscribeRefused(this ILogger logger, string filter, string reason);

    [LoggerMessage(2302, LogLevel.Warning, "The broker has not answered about the subscription to '{Filter}' in time")]
    public static partial void SubscriptionTimedOut(this ILogger logger, string filter);

    [LoggerMessage(2303, LogLevel.Error, "A handler of SubscriptionLost failed")]
    public static partial void SubscriptionHandlerFailed(this ILogger logger, Exception exception);
}
