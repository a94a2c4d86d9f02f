namespace Topiary.Transport;

/// <summary>Why the read loop of a connection ended.</summary>
public enum ConnectionEndReason
{
    /// <summary>The peer closed its end.</summary>
    PeerClosed = 1,

    /// <summary>The peer broke the protocol; the exception holds the reason code. The connection is still open for a last packet.</summary>
    ProtocolError,

    /// <summary>Receiving or sending failed.</summary>
    TransportError,

    /// <summary>The packet sink threw something other than a protocol error. The connection is still open for a last packet.</summary>
    SinkFailed,

    /// <summary>The output queue was full under <see cref="OutputFullPolicy.Disconnect"/>.</summary>
    OutputFull,

    /// <summary>This end closed it by <see cref="PacketConnection.CloseAsync"/>.</summary>
    Closed,

    /// <summary>This end ended it by <see cref="PacketConnection.Abort"/>.</summary>
    Aborted,
}
