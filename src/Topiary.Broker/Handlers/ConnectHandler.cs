using Topiary.Protocol;

namespace Topiary.Broker;

/// <summary>CONNECT (MQTT 5.0, section 3.1): who is it, may it, and which session does it get.</summary>
internal sealed class ConnectHandler(BrokerCore core)
{
    private const int LongestClientId310 = 23;

    /// <summary>The shorter of what a client asks for and what the options allow.</summary>
    public static uint Limit(uint seconds, TimeSpan? maximum) => maximum is { } most ? Math.Min(seconds, (uint)most.TotalSeconds) : seconds;

    public ValueTask HandleAsync(ClientConnection connection, PacketFrame frame)
    {
        ConnectPacket packet = ConnectPacket.Read(frame);
        connection.Accept(ToTerms(packet));
        if (FindFault(packet) is { } fault)
        {
            connection.Refuse(fault.ReasonCode, fault.Reason);
            return default;
        }

        string clientId = packet.ClientId.Length > 0 ? packet.ClientId : $"auto-{Guid.NewGuid():N}";
        bool isAnonymous = packet.UserName is null && packet.Password is null && connection.ClientCertificate is null;
        if (isAnonymous && !connection.AllowAnonymous)
        {
            connection.Refuse(ReasonCode.NotAuthorized, "Anonymous clients are not allowed");
            return default;
        }

        if (core.Options.Authenticator is { } authenticator && !isAnonymous)
        {
            return AuthenticateAsync(connection, packet, clientId, authenticator);
        }

        if (!connection.AllowAnonymous)
        {
            connection.Refuse(ReasonCode.BadUserNameOrPassword, null);
            return default;
        }

        return core.Authorization.IsOpen || packet.Will is null
            ? OpenAsync(connection, packet, clientId, null)
            : AuthorizeWillAsync(connection, packet, clientId, null);
    }

    private async ValueTask AuthenticateAsync(ClientConnection connection, ConnectPacket packet, string clientId, IAuthenticator authenticator)
    {
        var request = new AuthenticationRequest(clientId, packet.UserName, packet.Password, connection.RemoteAddress, connection.LocalAddress)
        {
            ClientCertificate = connection.ClientCertificate,
        };
        AuthenticationResult result;
        try
        {
            result = await authenticator.AuthenticateAsync(request, connection.Lifetime).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // User code: whatever it throws, nobody gets in by it.
            core.Log.AuthenticatorFailed(e, clientId);
            result = AuthenticationResult.Refuse(ReasonCode.ServerUnavailable);
        }

        if (result.ReasonCode != ReasonCode.Success)
        {
            connection.Refuse(result.ReasonCode, result.Reason);
            return;
        }

        await AuthorizeWillAsync(connection, packet, clientId, result.Principal).ConfigureAwait(false);
    }

    private async ValueTask AuthorizeWillAsync(ClientConnection connection, ConnectPacket packet, string clientId, string? principal)
    {
        if (packet.Will is { } will && !core.Authorization.IsOpen)
        {
            var request = new AuthorizationRequest(AuthorizedAction.Publish, will.Topic, clientId, principal, will.QoS, will.Retain);
            if (!await core.Authorization.IsAllowedAsync(request, connection.Lifetime).ConfigureAwait(false))
            {
                connection.Refuse(ReasonCode.NotAuthorized, "The will may not be published");
                return;
            }
        }

        await OpenAsync(connection, packet, clientId, principal).ConfigureAwait(false);
    }

    private ValueTask OpenAsync(ClientConnection connection, ConnectPacket packet, string clientId, string? principal)
    {
        if (!connection.IsOpen)
        {
            return default;
        }

        ClientTerms terms = connection.Terms;
        uint expiry = Limit(terms.SessionExpirySeconds, core.Options.MaximumSessionExpiry);
        ConnAckPacket answer = Answer(terms, packet, clientId, expiry);
        if (answer.GetSize(connection.Version) > connection.MaximumPacketSize)
        {
            connection.Refuse(ReasonCode.PacketTooLarge, null);
            return default;
        }

        OpenedSession opened = core.Sessions.Open(
            connection, new SessionOpening(clientId, principal, packet.CleanStart, expiry, packet.Will), connection.Flush);
        if (opened.Session is not { } session)
        {
            connection.Refuse(ReasonCode.NotAuthorized, "The session belongs to another user");
            return default;
        }

        answer = answer with { SessionPresent = opened.IsPresent };
        ValueTask commit = core.CommitAsync();
        if (commit.IsCompletedSuccessfully)
        {
            Begin(connection, session, answer);
            return default;
        }

        return BeginAfterAsync(commit, connection, session, answer);
    }

    private async ValueTask BeginAfterAsync(ValueTask commit, ClientConnection connection, Session session, ConnAckPacket answer)
    {
        connection.Session = session;
        await commit.ConfigureAwait(false);
        Begin(connection, session, answer);
    }

    // CONNACK goes first into the queue; only then may messages follow it.
    private void Begin(ClientConnection connection, Session session, ConnAckPacket answer)
    {
        connection.Open(session);
        connection.SendControl(answer);
        core.Log.Connected(session.ClientId, connection.RemoteAddress, ToText(connection.Version), answer.SessionPresent);
        session.Outbox.Attach(connection, connection.Terms.SendQuota, connection.Flush);

        // Who closes the connection closes its session too, if it sees one; whether it did is not known here, and twice does no harm.
        Interlocked.MemoryBarrier();
        if (!connection.IsOpen)
        {
            core.Sessions.Close(session, connection, keepsWill: true, connection.Flush);
        }
    }

    private ClientTerms ToTerms(ConnectPacket packet)
    {
        bool isFive = packet.Version == MqttVersion.V500;
        int keepAlive = packet.KeepAlive;
        if (core.Options.MaximumKeepAlive is { } longest && isFive && (keepAlive == 0 || keepAlive > longest.TotalSeconds))
        {
            keepAlive = (int)longest.TotalSeconds;
        }

        return new ClientTerms
        {
            Version = packet.Version,
            MaximumPacketSize = packet.MaximumPacketSize ?? int.MaxValue,
            TopicAliasMaximum = packet.TopicAliasMaximum ?? 0,
            KeepAliveSeconds = keepAlive,
            SendQuota = Math.Min(packet.ReceiveMaximum ?? ushort.MaxValue, core.Options.MaximumInflight),
            SessionExpirySeconds = isFive ? packet.SessionExpiryInterval ?? 0 : packet.CleanStart ? 0 : uint.MaxValue,
        };
    }

    private (ReasonCode ReasonCode, string Reason)? FindFault(ConnectPacket packet)
    {
        if (packet.AuthenticationMethod is not null)
        {
            return (ReasonCode.BadAuthenticationMethod, "This authentication method is not supported");
        }

        int length = packet.ClientId.Length;
        bool isValidId = packet.Version switch
        {
            MqttVersion.V310 => length is > 0 and <= LongestClientId310,
            MqttVersion.V311 => length > 0 || packet.CleanStart,
            _ => true,
        };
        if (!isValidId)
        {
            return (ReasonCode.ClientIdentifierNotValid, "This client identifier is not allowed");
        }

        return packet.Will is { } will ? FindFault(will) : null;
    }

    private (ReasonCode ReasonCode, string Reason)? FindFault(WillMessage will)
    {
        if (will.QoS > core.Options.MaximumQoS)
        {
            return (ReasonCode.QoSNotSupported, "The QoS of the will is not supported");
        }

        if (will.Retain && !core.Options.RetainAvailable)
        {
            return (ReasonCode.RetainNotSupported, "Retained messages are not supported");
        }

        bool isReserved = will.Topic == "$SYS" || will.Topic.StartsWith("$SYS/", StringComparison.Ordinal);
        return isReserved || will.Topic.AsSpan().Count('/') >= core.Options.MaximumTopicLevels
            ? (ReasonCode.TopicNameInvalid, "The will cannot be published to this topic")
            : null;
    }

    private ConnAckPacket Answer(ClientTerms terms, ConnectPacket packet, string clientId, uint expiry)
    {
        MqttBrokerOptions options = core.Options;
        var answer = new ConnAckPacket
        {
            SessionExpiryInterval = expiry == terms.SessionExpirySeconds ? null : expiry,
            ReceiveMaximum = options.ReceiveMaximum == ushort.MaxValue ? null : (ushort)options.ReceiveMaximum,
            MaximumQoS = options.MaximumQoS == QoS.ExactlyOnce ? null : options.MaximumQoS,
            RetainAvailable = options.RetainAvailable ? null : false,
            MaximumPacketSize = (uint)options.MaximumPacketSize,
            AssignedClientIdentifier = packet.ClientId.Length > 0 ? null : clientId,
            TopicAliasMaximum = options.TopicAliasMaximum == 0 ? null : (ushort)options.TopicAliasMaximum,
            ServerKeepAlive = terms.KeepAliveSeconds == packet.KeepAlive ? null : (ushort)terms.KeepAliveSeconds,
            ResponseInformation = packet.RequestResponseInformation == true ? options.ResponseInformation : null,
        };
        return answer;
    }

    private static string ToText(MqttVersion version) => version switch
    {
        MqttVersion.V310 => "3.1",
        MqttVersion.V311 => "3.1.1",
        _ => "5.0",
    };
}
