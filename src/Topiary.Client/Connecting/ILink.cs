using Topiary.Protocol;
using Topiary.Transport;

namespace Topiary.Client;

/// <summary>An accepted connection as the session state sees it.</summary>
internal interface ILink
{
    MqttVersion Version { get; }

    ServerLimits Limits { get; }

    WriteQueue Output { get; }

    /// <summary>Topic aliases towards the broker; used under the outbound session's lock.</summary>
    OutboundAliases Aliases { get; }

    /// <summary>Counts what is written without the outbound session's lock.</summary>
    DirectCounter Direct { get; }

    /// <summary>Acknowledgements of what this connection has received.</summary>
    AckOrder Acks { get; }

    /// <summary>Sends what a publish has written: now, or in a burst together with what follows.</summary>
    void FlushMessages();

    /// <summary>Sends what was written, unless the read loop is calling, which does so at the end of its batch.</summary>
    void FlushFromReceiver();

    /// <summary>Calls the client back once the output has room again.</summary>
    void NotifyWhenDrained();

    /// <summary>Ends the connection; the client then reconnects.</summary>
    void Fail(Exception reason);
}
