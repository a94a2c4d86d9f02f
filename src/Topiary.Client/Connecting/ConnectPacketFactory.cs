using System.Buffers;
using Topiary.Protocol;

namespace Topiary.Client;

/// <summary>Makes CONNECT and DISCONNECT from the options.</summary>
internal sealed class ConnectPacketFactory(MqttClientOptions options)
{
    // Letters and digits, at most 23: what every server has to accept (MQTT 3.1.1, section 3.1.3.1).
    private readonly string _clientId = string.IsNullOrEmpty(options.ClientId) ? $"topiary{Guid.NewGuid().ToString("N")[..16]}" : options.ClientId;

    public string ClientId => _clientId;

    /// <param name="isFirst">Whether this is the first connection since the client was told to connect.</param>
    /// <param name="version">Protocol version of the connection.</param>
    public ConnectPacket Connect(bool isFirst, MqttVersion version)
    {
        bool v5 = version == MqttVersion.V500;
        return new ConnectPacket
        {
            Version = version,
            ClientId = _clientId,
            CleanStart = (options.CleanStart && isFirst) || (!v5 && options.SessionExpiry == TimeSpan.Zero),
            KeepAlive = (ushort)Math.Ceiling(options.KeepAlive.TotalSeconds),
            UserName = options.UserName,
            Password = options.Password,
            Will = options.Will is null ? null : Will(options.Will, v5),
            SessionExpiryInterval = v5 ? Seconds(options.SessionExpiry) : null,
            ReceiveMaximum = v5 ? options.ReceiveMaximum : null,
            MaximumPacketSize = v5 ? (uint)options.MaximumPacketSize : null,
            TopicAliasMaximum = v5 ? options.TopicAliasMaximum : null,
            RequestProblemInformation = v5 && !options.RequestProblemInformation ? false : null,
            RequestResponseInformation = v5 && options.RequestResponseInformation ? true : null,
            UserProperties = v5 ? options.UserProperties : UserProperties.Empty,
        };
    }

    /// <summary>A clean start means that nobody comes back for the session: the broker may forget it at once.</summary>
    public DisconnectPacket Disconnect(MqttVersion version) => new()
    {
        SessionExpiryInterval = version == MqttVersion.V500 && options.CleanStart && options.SessionExpiry > TimeSpan.Zero ? 0 : null,
    };

    private static uint Seconds(TimeSpan time) => (uint)Math.Min(uint.MaxValue, Math.Ceiling(time.TotalSeconds));

    private static WillMessage Will(MqttWill will, bool v5)
    {
        var properties = new ArrayBufferWriter<byte>();
        if (v5)
        {
            var builder = new PublishPropertiesBuilder(properties);
            if (will.ContentType is not null)
            {
                builder.SetContentType(System.Text.Encoding.UTF8.GetBytes(will.ContentType));
            }

            builder.AddUserProperties(will.UserProperties);
        }

        return new WillMessage
        {
            Topic = will.Topic,
            Payload = will.Payload,
            QoS = will.QoS,
            Retain = will.Retain,
            DelayInterval = v5 && will.Delay > TimeSpan.Zero ? Seconds(will.Delay) : null,
            Properties = new PublishProperties(properties.WrittenMemory, v5 && will.Expiry is { } expiry ? Seconds(expiry) : null),
        };
    }
}
