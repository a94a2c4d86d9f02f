namespace Topiary.Client;

/// <summary>Names and values of OpenTelemetry's conventions, as far as they are used.</summary>
internal static class TelemetryTags
{
    public const string System = "messaging.system";
    public const string SystemValue = "mqtt";
    public const string OperationName = "messaging.operation.name";
    public const string OperationType = "messaging.operation.type";
    public const string Destination = "messaging.destination.name";
    public const string Template = "messaging.destination.template";
    public const string Subscription = "messaging.destination.subscription.name";
    public const string Group = "messaging.consumer.group.name";
    public const string ClientId = "messaging.client.id";
    public const string BodySize = "messaging.message.body.size";
    public const string BatchCount = "messaging.batch.message_count";
    public const string ServerAddress = "server.address";
    public const string ServerPort = "server.port";
    public const string ErrorType = "error.type";
    public const string Direction = "network.io.direction";

    /// <summary>QoS of the message; a number.</summary>
    public const string QoS = "topiary.qos";

    /// <summary>Code of a refused request.</summary>
    public const string ErrorCode = "topiary.request.error_code";

    /// <summary>Class and method of a handler.</summary>
    public const string Handler = "topiary.handler";

    public const string Send = "send";
    public const string Request = "request";
    public const string Receive = "receive";
    public const string Process = "process";
}
