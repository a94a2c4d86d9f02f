using Topiary.Protocol;

namespace Topiary.Transport;

/// <summary>Sizes and limits of a <see cref="PacketConnection"/>.</summary>
public sealed record PacketConnectionOptions
{
    /// <summary>The packet that must come first; a connection that begins with another ends at its first byte. Null: any.</summary>
    public PacketType? FirstPacket { get; init; }

    /// <summary>Largest packet that the protocol can express, fixed header included.</summary>
    public const int LargestPacket = 268_435_460;

    /// <summary>The options that are used where none are given.</summary>
    public static PacketConnectionOptions Default { get; } = new();

    /// <summary>Protocol version until <see cref="PacketConnection.Version"/> is set.</summary>
    public MqttVersion Version { get; init; } = MqttVersion.V500;

    /// <summary>Bytes of the pooled receive buffer. A larger packet makes it grow as its bytes arrive.</summary>
    public int ReceiveBufferSize { get; init; } = 16 * 1024;

    /// <summary>Largest inbound packet, fixed header included, until <see cref="PacketConnection.MaximumInboundPacketSize"/> is set.</summary>
    public int MaximumInboundPacketSize { get; init; } = LargestPacket;

    /// <summary>Bytes that may wait in the output queue. A packet written below the low-water mark is always taken, whatever its size.</summary>
    public int OutputLimit { get; init; } = 1024 * 1024;

    /// <summary>Below so many waiting bytes <see cref="WriteQueue.DrainedAsync"/> completes.</summary>
    public int OutputLowWater { get; init; } = 256 * 1024;

    /// <summary>Bytes above <see cref="OutputLimit"/> that only <see cref="WriteQueue.TryWriteControl"/> may use, so that messages never shut out acknowledgements.</summary>
    public int OutputControlReserve { get; init; } = 64 * 1024;

    /// <summary>What happens when a packet does not fit.</summary>
    public OutputFullPolicy OutputFullPolicy { get; init; } = OutputFullPolicy.Refuse;

    /// <summary>How long <see cref="PacketConnection.CloseAsync"/> waits for what is queued and for the peer.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(2);

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ReceiveBufferSize, 16);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumInboundPacketSize, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(OutputLowWater, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(OutputLimit, OutputLowWater);
        ArgumentOutOfRangeException.ThrowIfNegative(OutputControlReserve);
        ArgumentOutOfRangeException.ThrowIfLessThan(CloseTimeout, TimeSpan.Zero);
    }
}
