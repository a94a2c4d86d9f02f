using Topiary.Protocol;

namespace Topiary.Broker;

/// <summary>The handlers, one a packet.</summary>
internal sealed class PacketHandlers(BrokerCore core)
{
    private readonly PublishHandler _publish = new(core);
    private readonly SubscribeHandler _subscribe = new(core);
    private readonly UnsubscribeHandler _unsubscribe = new(core);
    private readonly DisconnectHandler _disconnect = new(core);

    public AuthHandler Auth { get; } = new(core);

    public ConnectHandler Connect { get; } = new(core);

    /// <summary>Handles a packet of a connected client.</summary>
    public ValueTask HandleAsync(ClientConnection connection, PacketFrame frame)
    {
        switch (frame.Type)
        {
            case PacketType.Publish:
                return _publish.HandleAsync(connection, frame);
            case PacketType.PubAck or PacketType.PubComp:
                AcknowledgementHandler.Handle(connection, frame);
                return default;
            case PacketType.PubRec:
                PubRecHandler.Handle(connection, frame);
                return default;
            case PacketType.PubRel:
                PubRelHandler.Handle(connection, frame);
                return default;
            case PacketType.Subscribe:
                return _subscribe.HandleAsync(connection, frame);
            case PacketType.Unsubscribe:
                _unsubscribe.Handle(connection, frame);
                return default;
            case PacketType.PingReq:
                PingReqHandler.Handle(connection);
                return default;
            case PacketType.Disconnect:
                _disconnect.Handle(connection, frame);
                return default;
            case PacketType.Auth:
                return Auth.HandleAsync(connection, frame);
            default:
                throw new MqttProtocolException(
                    ReasonCode.ProtocolError, 0, frame.Type == PacketType.Connect ? "A second CONNECT" : $"{frame.Type} is sent by servers only");
        }
    }

    /// <summary>Handles a packet of a client that is just being authenticated: it may go on or leave.</summary>
    public ValueTask HandleBeforeConnAckAsync(ClientConnection connection, PacketFrame frame)
    {
        if (frame.Type == PacketType.Auth)
        {
            return Auth.HandleAsync(connection, frame);
        }

        DisconnectPacket.Read(frame, connection.Version);
        connection.Leave(keepsWill: false);
        return default;
    }
}
