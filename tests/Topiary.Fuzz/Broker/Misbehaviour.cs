namespace Topiary.Fuzz;

/// <summary>Clients that break the protocol, and what the broker has to answer.</summary>
internal sealed class Misbehaviour(FuzzRun run)
{
    // What is sent, and the reasons that a DISCONNECT may then give. Version 3 is only closed.
    private static readonly (string Bytes, ReasonCode[] Codes)[] s_violations =
    [
        ("00 00", [ReasonCode.MalformedPacket]),
        ("80 05 00 01 00 01 61", [ReasonCode.MalformedPacket]),
        ("20 03 00 00 00", [ReasonCode.ProtocolError]),
        ("D0 00", [ReasonCode.ProtocolError]),
        ("36 05 00 01 61 00 01", [ReasonCode.MalformedPacket]),
        ("30 06 00 01 23 00 61 61", [ReasonCode.MalformedPacket, ReasonCode.TopicNameInvalid]),
        ("30 04 00 01 FF 00", [ReasonCode.MalformedPacket]),
        ("32 06 00 01 61 00 00 00", [ReasonCode.MalformedPacket, ReasonCode.ProtocolError]),
        ("30 FF FF 03", [ReasonCode.PacketTooLarge]),
        ("30 FF FF FF FF 01", [ReasonCode.MalformedPacket]),
        ("82 02 00 01", [ReasonCode.MalformedPacket, ReasonCode.ProtocolError]),
        ("C0 01 00", [ReasonCode.MalformedPacket]),
        ("10 0D 00 04 4D 51 54 54 05 02 00 00 00 00 00", [ReasonCode.ProtocolError]),
    ];

    private static readonly string[] s_strays =
        ["", "C0 00", "10", "16 03 01 00 05 01", "10 0C 00 04 4D 51 54 54 09 02 00 00 00 00", "10 FF FF FF 7F", "47 45 54 20 2F"];

    /// <summary>A connected client breaks a rule; its will is published.</summary>
    public void Run(ModelConnection connection, Random random)
    {
        if (random.Next(6) == 0)
        {
            ExceedReceiveMaximum(connection);
            return;
        }

        if (connection.Wire.Version == MqttVersion.V500 && random.Next(5) == 0)
        {
            End(connection, Convert.FromHexString("300700016103230009"), [ReasonCode.TopicAliasInvalid]);
            return;
        }

        (string bytes, ReasonCode[] codes) = s_violations[random.Next(s_violations.Length)];
        End(connection, Convert.FromHexString(bytes.Replace(" ", "", StringComparison.Ordinal)), codes);
    }

    /// <summary>A connection that never becomes a client.</summary>
    public void Stray(Random random)
    {
        FuzzConnection stray = run.Open(MqttVersion.V500);
        stray.SendRaw(Convert.FromHexString(s_strays[random.Next(s_strays.Length)].Replace(" ", "", StringComparison.Ordinal)));
        run.Settle();
        if (random.Next(2) == 0)
        {
            stray.Cut();
        }
    }

    private void End(ModelConnection connection, byte[] bytes, ReasonCode[] codes)
    {
        connection.Ending = codes;
        connection.Wire.SendRaw(bytes);
        run.Model.Close(connection.Session, keepsWill: true);
    }

    // One message more than the broker takes: none of them matches a subscription.
    private void ExceedReceiveMaximum(ModelConnection connection)
    {
        ModelSession session = connection.Session;
        if (connection.CarriedInbound > 0)
        {
            return;
        }

        for (ushort id = 61_000; session.Inbound.Count < FuzzRun.ReceiveMaximum; id++)
        {
            session.Inbound.Add(id);
            connection.Owe(PacketType.PubRec, id, null);
            connection.Wire.Send(Quiet(id));
            run.Settle();
        }

        connection.Ending = [ReasonCode.ReceiveMaximumExceeded];
        connection.Wire.Send(Quiet(62_000));
        run.Model.Close(session, keepsWill: true);
    }

    private static PublishPacket Quiet(ushort id) => new() { Topic = "$quiet"u8.ToArray(), QoS = QoS.ExactlyOnce, PacketId = id, Payload = "q"u8.ToArray() };
}
