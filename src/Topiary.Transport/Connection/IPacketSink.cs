using Topiary.Protocol;

namespace Topiary.Transport;

/// <summary>Takes the packets that the read loop of a <see cref="PacketConnection"/> finds.</summary>
/// <remarks>Threading: both methods are called by the read loop only, never at the same time.</remarks>
public interface IPacketSink
{
    /// <summary>
    /// Takes one packet. While the task is pending the loop reads no further, which presses back on the peer;
    /// <see cref="OnBatchEnd"/> is not called before it completes, so a sink that is going to wait flushes first what it has written elsewhere.
    /// </summary>
    /// <param name="frame">The packet; its memory is valid until the returned task completes.</param>
    /// <returns>Completes when the packet is handled. A fault ends the connection: <see cref="MqttProtocolException"/> as a protocol error, any other as a failure of the sink.</returns>
    ValueTask OnPacketAsync(PacketFrame frame);

    /// <summary>All packets that were found in one read have been handed over. The connection's own output is flushed right after.</summary>
    void OnBatchEnd();
}
