using Topiary.Protocol;

namespace Topiary.Broker;

/// <summary>CONNECT (MQTT 5.0, section 3.1): who is it, may it, and which session does it get.</summary>
internal sealed class ConnectHandler(BrokerCore core)
{
    private const int LongestClientId310 = 23;

    /// <summary>The shorter of what a client asks for and what the options allow.</summary>
    public static uint Limit(uint seconds, TimeSpan? maximum) => maximum is { } most ? Math.Min(seconds, (uint)most.TotalSeconds) : seconds;

    /// <summary>What a client says about itself, for who is to judge it.</summary>
    public static AuthenticationRequest ToRequest(ClientConnection connection, ConnectPacket packet, string clientId)
        => new(clientId, packet.UserName, packet.Password, connection.RemoteAddress, connection.LocalAddress)
        {
            ClientCertificate = connection.ClientCertificate,
        };

    public ValueTask HandleAsync(ClientConnection connection, PacketFrame frame)
    {
        ConnectPacket packet = ConnectPacket.Read(frame);
        connection.Accept(ToTerms(packet));
        CheckUserProperties(packet);
        if (core.Redirection is { } elsewhere)
        {
            connection.Refuse(elsewhere.ReasonCode, null, elsewhere.ServerReference);
            return default;
        }

        if (FindFault(packet) is { } fault)
        {
            connection.Refuse(fault.ReasonCode, fault.Reason);
            return default;
        }

        var admission = new Admission(packet, packet.ClientId.Length > 0 ? packet.ClientId : $"auto-{Guid.NewGuid():N}", null);
        if (packet.AuthenticationMethod is not null)
        {
            return core.Handlers.Auth.BeginAsync(connection, admission);
        }

        bool isAnonymous = packet.UserName is null && packet.Password is null && connection.ClientCertificate is null;
        if (isAnonymous && !connection.AllowAnonymous)
        {
            connection.Refuse(ReasonCode.NotAuthorized, "Anonymous clients are not allowed");
            return default;
        }

        if (core.Options.Authenticator is { } authenticator && !isAnonymous)
        {
            return AuthenticateAsync(connection, admission, authenticator);
        }

        if (!connection.AllowAnonymous)
        {
            connection.Refuse(ReasonCode.BadUserNameOrPassword, null);
            return default;
        }

        return AdmitAsync(connection, admission);
    }

    /// <summary>It is known who the client is: it gets its session, if its will may be published.</summary>
    public ValueTask AdmitAsync(ClientConnection connection, Admission admission) => core.Authorization.IsOpen
        ? OpenAsync(connection, admission)
        : AuthorizeAsync(connection, admission);

    private async ValueTask AuthenticateAsync(ClientConnection connection, Admission admission, IAuthenticator authenticator)
    {
        AuthenticationResult result;
        try
        {
            // User code may forget its token; the connection ends in time whatever it does.
            result = await authenticator.AuthenticateAsync(ToRequest(connection, admission.Packet, admission.ClientId), connection.Lifetime)
                .AsTask().WaitAsync(connection.Lifetime).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!connection.IsOpen)
        {
            return;
        }
        catch (Exception e)
        {
            // User code: whatever it throws, nobody gets in by it.
            core.Log.AuthenticatorFailed(e, admission.ClientId);
            result = AuthenticationResult.Refuse(ReasonCode.ServerUnavailable);
        }

        if (result.ReasonCode != ReasonCode.Success)
        {
            connection.Refuse(result.ReasonCode, result.Reason);
            return;
        }

        await AdmitAsync(connection, admission with { Principal = result.Principal }).ConfigureAwait(false);
    }

    private async ValueTask AuthorizeAsync(ClientConnection connection, Admission admission)
    {
        if (admission.Packet.Will is { } will)
        {
            var request = new AuthorizationRequest(
                AuthorizedAction.Publish, will.Topic, admission.ClientId, admission.Principal, will.QoS, will.Retain);
            if (!await core.Authorization.IsAllowedAsync(request, connection.Lifetime).ConfigureAwait(false))
            {
                connection.Refuse(ReasonCode.NotAuthorized, "The will may not be published");
                return;
            }
        }

        await OpenAsync(connection, admission).ConfigureAwait(false);
    }

    private ValueTask OpenAsync(ClientConnection connection, Admission admission)
    {
        if (!connection.IsOpen)
        {
            return default;
        }

        ClientTerms terms = connection.Terms;
        ConnectPacket packet = admission.Packet;
        uint expiry = Limit(terms.SessionExpirySeconds, core.Options.MaximumSessionExpiry);
        ConnAckPacket answer = Answer(terms, admission, expiry);
        if (answer.GetSize(connection.Version) > connection.Writer.MaximumPacketSize)
        {
            connection.Refuse(ReasonCode.PacketTooLarge, null);
            return default;
        }

        if (expiry > 0 && connection.Level != DurabilityLevel.Memory && core.Store?.Refusal is { } unkept)
        {
            bool canTell = connection.Version == MqttVersion.V500 && unkept == ReasonCode.QuotaExceeded;
            connection.Refuse(canTell ? unkept : ReasonCode.ServerUnavailable, "The session cannot be kept now");
            return default;
        }

        OpenedSession opened = core.Sessions.Open(
            connection, new SessionOpening(admission.ClientId, admission.Principal, packet.CleanStart, expiry, packet.Will), connection.Flush);
        if (opened.Session is not { } session)
        {
            RefuseSession(connection, opened);
            return default;
        }

        answer = answer with { SessionPresent = opened.IsPresent };
        ValueTask commit = opened.IsPresent && !core.Authorization.IsOpen ? CommitCheckedAsync(connection, session, opened.Level) : core.CommitAsync(opened.Level);
        if (commit.IsCompletedSuccessfully)
        {
            Begin(connection, session, answer);
            return default;
        }

        return BeginAfterAsync(commit, connection, session, answer);
    }

    // What was allowed when the client was here last may be forbidden by now.
    private async ValueTask CommitCheckedAsync(ClientConnection connection, Session session, DurabilityLevel level)
    {
        await core.Revocations.RecheckAsync(session, Revocation.OfSession, connection.Lifetime).ConfigureAwait(false);
        await core.CommitAsync(level).ConfigureAwait(false);
    }

    private void RefuseSession(ClientConnection connection, in OpenedSession opened)
    {
        if (opened.IsFull)
        {
            core.Counters.Reached(BrokerLimit.Sessions);
            connection.Refuse(ReasonCode.QuotaExceeded, "There are too many sessions");
        }
        else
        {
            connection.Refuse(ReasonCode.NotAuthorized, "The session belongs to another user");
        }
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
        connection.Welcome(answer);
        core.Log.Connected(session.ClientId, connection.RemoteAddress, ToText(connection.Version), answer.SessionPresent);
        session.Outbox.Attach(connection, connection.Terms.SendQuota, connection.Flush);

        // Who closes the connection closes its session too, if it sees one; whether it did is not known here, and twice does no harm.
        Interlocked.MemoryBarrier();
        if (!connection.IsOpen)
        {
            core.Deadlines.Cancel(connection);
            core.Sessions.Close(session, connection, keepsWill: true, connection.Flush);
        }
    }

    private ClientTerms ToTerms(ConnectPacket packet)
    {
        bool isFive = packet.Version == MqttVersion.V500;
        int keepAlive = packet.KeepAlive;

        // MQTT 3 cannot tell a client of it, but lets a server drop who is silent at any time.
        if ((isFive ? core.Options.MaximumKeepAlive : core.Options.MaximumKeepAliveMqtt3) is { } longest && (keepAlive == 0 || keepAlive > longest.TotalSeconds))
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
        bool isTooLarge = core.Abuse.IsTooLarge(System.Text.Encoding.UTF8.GetByteCount(will.Topic), will.Topic.AsSpan().Count('/') + 1);
        return isReserved || isTooLarge
            ? (ReasonCode.TopicNameInvalid, "The will cannot be published to this topic")
            : null;
    }

    private void CheckUserProperties(ConnectPacket packet)
    {
        core.Abuse.CheckUserProperties(packet.UserProperties.Count);
        if (packet.Will is { } will)
        {
            core.Abuse.CheckUserProperties(will.Properties);
        }
    }

    private ConnAckPacket Answer(ClientTerms terms, Admission admission, uint expiry)
    {
        MqttBrokerOptions options = core.Options;
        ConnectPacket packet = admission.Packet;
        var answer = new ConnAckPacket
        {
            SessionExpiryInterval = expiry == terms.SessionExpirySeconds ? null : expiry,
            ReceiveMaximum = options.ReceiveMaximum == ushort.MaxValue ? null : (ushort)options.ReceiveMaximum,
            MaximumQoS = options.MaximumQoS == QoS.ExactlyOnce ? null : options.MaximumQoS,
            RetainAvailable = options.RetainAvailable ? null : false,
            MaximumPacketSize = (uint)options.MaximumPacketSize,
            AssignedClientIdentifier = packet.ClientId.Length > 0 ? null : admission.ClientId,
            TopicAliasMaximum = options.TopicAliasMaximum == 0 ? null : (ushort)options.TopicAliasMaximum,
            ServerKeepAlive = terms.KeepAliveSeconds == packet.KeepAlive ? null : (ushort)terms.KeepAliveSeconds,
            AuthenticationMethod = packet.AuthenticationMethod,
            AuthenticationData = admission.AuthenticationData,
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
