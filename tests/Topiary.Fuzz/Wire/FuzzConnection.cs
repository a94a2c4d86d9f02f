namespace Topiary.Fuzz;

/// <summary>The client's end of a connection: writes packets, and cuts what comes back into packets.</summary>
internal sealed class FuzzConnection(FuzzTransport transport, MqttVersion version, Task served, Func<DateTimeOffset> now, Action<string>? trace)
{
    private byte[] _rest = [];

    public MqttVersion Version { get; } = version;

    public bool IsClosedByBroker => transport.IsClosed;

    /// <summary>Completes when the broker has cleared the connection away.</summary>
    public Task Served { get; } = served;

    public Dictionary<ushort, string> Aliases { get; } = [];

    /// <summary>When the client last sent something.</summary>
    public DateTimeOffset LastSent { get; private set; } = now();

    public void Send<TPacket>(in TPacket packet)
        where TPacket : IOutboundPacket
    {
        trace?.Invoke($"       {transport.RemoteAddress} sends {Describe(packet)}");
        byte[] bytes = new byte[packet.GetSize(Version)];
        SendRaw(bytes.AsSpan(0, packet.Write(bytes, Version)));
    }

    public void SendRaw(ReadOnlySpan<byte> bytes)
    {
        LastSent = now();
        transport.Send(bytes);
    }

    public void Cut() => transport.Cut();

    private static string Describe<TPacket>(in TPacket packet)
        where TPacket : IOutboundPacket => packet switch
        {
            PublishPacket p => $"PUBLISH {System.Text.Encoding.UTF8.GetString(p.Topic.Span)} QoS {(int)p.QoS} id {p.PacketId} retain {p.Retain} alias {p.Properties.TopicAlias} ({p.Payload.Length} bytes)",
            AckPacket a => $"{a.Type} {a.PacketId} {a.ReasonCode}",
            SubscribePacket s => $"SUBSCRIBE {string.Join(", ", s.Subscriptions)} identifier {s.SubscriptionIdentifier}",
            UnsubscribePacket u => $"UNSUBSCRIBE {string.Join(", ", u.Filters)}",
            ConnectPacket c => $"CONNECT {c.ClientId} {c.Version} clean {c.CleanStart} expiry {c.SessionExpiryInterval} receive {c.ReceiveMaximum} size {c.MaximumPacketSize} keep-alive {c.KeepAlive} will {c.Will?.Topic} delay {c.Will?.DelayInterval}",
            _ => packet.ToString()!,
        };

    /// <summary>The whole packets that have come, each with its size on the wire.</summary>
    public List<(PacketFrame Frame, int Size)> Take()
    {
        var packets = new List<(PacketFrame, int)>();
        ReadOnlyMemory<byte> bytes = (byte[])[.. _rest, .. transport.TakeSent()];
        while (FrameReader.TryReadHeader(bytes.Span, Version, int.MaxValue, out FrameHeader header) && bytes.Length >= header.TotalLength)
        {
            packets.Add((new PacketFrame(header.Type, header.Flags, bytes.Slice(header.HeaderLength, header.RemainingLength)), header.TotalLength));
            bytes = bytes[header.TotalLength..];
        }

        _rest = bytes.ToArray();
        return packets;
    }
}
