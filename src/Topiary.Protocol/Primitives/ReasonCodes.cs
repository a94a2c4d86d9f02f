namespace Topiary.Protocol;

/// <summary>Which packets may carry which reason codes (MQTT 5.0, section 2.4), and the return codes of MQTT 3.</summary>
public static class ReasonCodes
{
    private static readonly bool[]?[] s_defined = CreateTables();

    /// <summary>Tells whether a type of packet may carry a reason code, sent by whichever side.</summary>
    /// <param name="packet">Type of the packet.</param>
    /// <param name="code">The code.</param>
    /// <returns>True when it may.</returns>
    public static bool IsDefined(PacketType packet, ReasonCode code) =>
        s_defined[(int)packet & 15] is { } table && table[(byte)code];

    /// <summary>Tells whether a code stands for a failure.</summary>
    /// <param name="code">The code.</param>
    /// <returns>True for 0x80 and above.</returns>
    public static bool IsFailure(this ReasonCode code) => (byte)code >= 0x80;

    /// <summary>The CONNACK return code of MQTT 3 for a reason code (MQTT 3.1.1, section 3.2.2.3).</summary>
    /// <param name="code">The reason code.</param>
    /// <param name="returnCode">The return code, 0 to 5.</param>
    /// <returns>False when none fits: the connection is then closed without CONNACK.</returns>
    public static bool TryGetConnectReturnCode(ReasonCode code, out byte returnCode)
    {
        int value = code switch
        {
            ReasonCode.Success => 0,
            ReasonCode.UnsupportedProtocolVersion => 1,
            ReasonCode.ClientIdentifierNotValid => 2,
            ReasonCode.ServerUnavailable or ReasonCode.ServerBusy or ReasonCode.QuotaExceeded or ReasonCode.UseAnotherServer
                or ReasonCode.ServerMoved or ReasonCode.ConnectionRateExceeded => 3,
            ReasonCode.BadUserNameOrPassword => 4,
            ReasonCode.NotAuthorized or ReasonCode.Banned or ReasonCode.BadAuthenticationMethod => 5,
            _ => -1,
        };
        returnCode = (byte)Math.Max(value, 0);
        return value >= 0;
    }

    /// <summary>The reason code for a CONNACK return code of MQTT 3.</summary>
    /// <param name="returnCode">The return code.</param>
    /// <returns>Null for a reserved return code.</returns>
    public static ReasonCode? FromConnectReturnCode(byte returnCode) => returnCode switch
    {
        0 => ReasonCode.Success,
        1 => ReasonCode.UnsupportedProtocolVersion,
        2 => ReasonCode.ClientIdentifierNotValid,
        3 => ReasonCode.ServerUnavailable,
        4 => ReasonCode.BadUserNameOrPassword,
        5 => ReasonCode.NotAuthorized,
        _ => null,
    };

    private static bool[]?[] CreateTables()
    {
        var tables = new bool[]?[16];
        tables[(int)PacketType.ConnAck] = Table(
            0x00, 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8A, 0x8C, 0x90, 0x95, 0x97, 0x99, 0x9A, 0x9B, 0x9C, 0x9D, 0x9F);
        tables[(int)PacketType.PubAck] = Table(0x00, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99);
        tables[(int)PacketType.PubRec] = Table(0x00, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99);
        tables[(int)PacketType.PubRel] = Table(0x00, 0x92);
        tables[(int)PacketType.PubComp] = Table(0x00, 0x92);
        tables[(int)PacketType.SubAck] = Table(0x00, 0x01, 0x02, 0x80, 0x83, 0x87, 0x8F, 0x91, 0x97, 0x9E, 0xA1, 0xA2);
        tables[(int)PacketType.UnsubAck] = Table(0x00, 0x11, 0x80, 0x83, 0x87, 0x8F, 0x91);

        // 0x8C is listed for DISCONNECT in one table of the standard only; it is accepted.
        tables[(int)PacketType.Disconnect] = Table(
            0x00, 0x04, 0x80, 0x81, 0x82, 0x83, 0x87, 0x89, 0x8B, 0x8C, 0x8D, 0x8E, 0x8F, 0x90, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99, 0x9A, 0x9B,
            0x9C, 0x9D, 0x9E, 0x9F, 0xA0, 0xA1, 0xA2);
        tables[(int)PacketType.Auth] = Table(0x00, 0x18, 0x19);
        return tables;
    }

    private static bool[] Table(params ReadOnlySpan<byte> codes)
    {
        var table = new bool[256];
        foreach (var code in codes)
        {
            table[code] = true;
        }

        return table;
    }
}
