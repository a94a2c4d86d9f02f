using System.Buffers.Binary;

namespace Topiary.Runtime;

/// <summary>Points in time as the extension -1 of MessagePack: 32, 64 or 96 bits of seconds since 1970 and nanoseconds.</summary>
internal static class MessagePackTimestamp
{
    /// <summary>Type of the extension.</summary>
    public const sbyte ExtensionType = -1;

    private const int NanosecondsPerTick = 100;
    private const int NanosecondsPerSecond = 1_000_000_000;
    private const int SecondBits = 34;
    private const long UnixEpochSeconds = 62_135_596_800;
    private const long LastSecond = 253_402_300_799;

    /// <summary>Splits ticks since year 1 into what is written.</summary>
    public static (long Seconds, uint Nanoseconds) Split(long ticks)
        => ((ticks / TimeSpan.TicksPerSecond) - UnixEpochSeconds, (uint)(ticks % TimeSpan.TicksPerSecond) * NanosecondsPerTick);

    /// <summary>Writes a point in time in its shortest form, header included.</summary>
    /// <param name="destination">At least 15 bytes.</param>
    /// <param name="ticks">Ticks since year 1.</param>
    /// <returns>Bytes written.</returns>
    public static int Write(Span<byte> destination, long ticks)
    {
        var (seconds, nanoseconds) = Split(ticks);
        if (seconds >> SecondBits != 0)
        {
            destination[0] = MessagePackCode.Extension8;
            destination[1] = 12;
            destination[2] = unchecked((byte)ExtensionType);
            BinaryPrimitives.WriteUInt32BigEndian(destination[3..], nanoseconds);
            BinaryPrimitives.WriteInt64BigEndian(destination[7..], seconds);
            return 15;
        }

        destination[1] = unchecked((byte)ExtensionType);
        if (nanoseconds == 0 && seconds <= uint.MaxValue)
        {
            destination[0] = MessagePackCode.FixExtension4;
            BinaryPrimitives.WriteUInt32BigEndian(destination[2..], (uint)seconds);
            return 6;
        }

        destination[0] = MessagePackCode.FixExtension8;
        BinaryPrimitives.WriteUInt64BigEndian(destination[2..], ((ulong)nanoseconds << SecondBits) | (ulong)seconds);
        return 10;
    }

    /// <summary>Reads the data of the extension; what is finer than a tick is cut off.</summary>
    /// <param name="data">The data, without header.</param>
    /// <param name="ticks">Ticks since year 1.</param>
    /// <returns>False where it is no timestamp, or not between the years 1 and 9999.</returns>
    public static bool TryRead(ReadOnlySpan<byte> data, out long ticks)
    {
        long seconds;
        uint nanoseconds;
        switch (data.Length)
        {
            case 4:
                (seconds, nanoseconds) = (BinaryPrimitives.ReadUInt32BigEndian(data), 0);
                break;
            case 8:
                var both = BinaryPrimitives.ReadUInt64BigEndian(data);
                (seconds, nanoseconds) = ((long)(both & ((1UL << SecondBits) - 1)), (uint)(both >> SecondBits));
                break;
            case 12:
                (seconds, nanoseconds) = (BinaryPrimitives.ReadInt64BigEndian(data[4..]), BinaryPrimitives.ReadUInt32BigEndian(data));
                break;
            default:
                ticks = 0;
                return false;
        }

        var fits = nanoseconds < NanosecondsPerSecond && seconds is >= -UnixEpochSeconds and <= LastSecond;
        ticks = fits ? ((seconds + UnixEpochSeconds) * TimeSpan.TicksPerSecond) + (nanoseconds / NanosecondsPerTick) : 0;
        return fits;
    }
}
