using Topiary.Protocol;

namespace Topiary.Broker;

/// <summary>AUTH (MQTT 5.0, sections 3.15 and 4.12): the rounds between CONNECT and CONNACK, and authenticating again later.</summary>
internal sealed class AuthHandler(BrokerCore core)
{
    /// <summary>CONNECT names a method: its data is the first round.</summary>
    public ValueTask BeginAsync(ClientConnection connection, Admission admission)
    {
        ConnectPacket packet = admission.Packet;
        if (core.AuthenticationMethods.Find(packet.AuthenticationMethod!) is not { } authenticator)
        {
            connection.Refuse(ReasonCode.BadAuthenticationMethod, "This authentication method is not supported");
            return default;
        }

        var authentication = new EnhancedAuthentication(connection, authenticator, admission);
        connection.Authentication = authentication;
        return StepAsync(connection, authentication, packet.AuthenticationData, isFirst: true);
    }

    /// <summary>An AUTH of the client.</summary>
    public ValueTask HandleAsync(ClientConnection connection, PacketFrame frame)
    {
        AuthPacket packet = AuthPacket.Read(frame, connection.Version);
        core.Abuse.CheckUserProperties(packet.UserProperties.Count);
        EnhancedAuthentication authentication = connection.Authentication
            ?? throw new MqttProtocolException(ReasonCode.ProtocolError, 0, "AUTH although CONNECT had no Authentication Method");
        if (packet.AuthenticationMethod != authentication.Method)
        {
            throw new MqttProtocolException(ReasonCode.ProtocolError, 0, "AUTH has another Authentication Method than CONNECT");
        }

        bool isFirst = packet.ReasonCode == ReasonCode.ReAuthenticate;
        bool isAllowed = isFirst ? connection.Session is not null && !authentication.IsRunning
            : packet.ReasonCode == ReasonCode.ContinueAuthentication && authentication.IsRunning;
        if (!isAllowed)
        {
            throw new MqttProtocolException(ReasonCode.ProtocolError, 0, $"AUTH with {packet.ReasonCode} is not allowed here");
        }

        if (isFirst)
        {
            core.Deadlines.Schedule(authentication, core.Clock.Now + (long)core.Options.ConnectTimeout.TotalMilliseconds);
        }

        return StepAsync(connection, authentication, packet.AuthenticationData, isFirst);
    }

    private async ValueTask StepAsync(ClientConnection connection, EnhancedAuthentication authentication, ReadOnlyMemory<byte>? data, bool isFirst)
    {
        if (!isFirst && !authentication.TryBeginRound(core.Options.MaximumAuthenticationRounds))
        {
            core.Counters.Reached(BrokerLimit.AuthenticationRounds);
            Refuse(connection, ReasonCode.NotAuthorized, "Authentication takes too many rounds");
            return;
        }

        // What was written to others must not wait behind user code.
        connection.OnBatchEnd();
        EnhancedAuthenticationStep step;
        try
        {
            if (isFirst)
            {
                authentication.Begin(ToRequest(connection, authentication.Admission));
            }

            step = await authentication.ContinueAsync(data).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!connection.IsOpen)
        {
            return;
        }
        catch (Exception e)
        {
            // User code: whatever it throws, nobody gets in by it.
            core.Log.AuthenticatorFailed(e, authentication.Admission.ClientId);
            step = EnhancedAuthenticationStep.Refuse();
        }

        if (step.Result is null)
        {
            connection.Writer.SendControl(ToPacket(authentication, ReasonCode.ContinueAuthentication, step.Data));
            return;
        }

        authentication.End();
        await FinishAsync(connection, authentication, step.Result, step.Data).ConfigureAwait(false);
    }

    private ValueTask FinishAsync(ClientConnection connection, EnhancedAuthentication authentication, AuthenticationResult result, ReadOnlyMemory<byte>? data)
    {
        if (result.ReasonCode != ReasonCode.Success)
        {
            Refuse(connection, result.ReasonCode, result.Reason);
            return default;
        }

        if (connection.Session is not { } session)
        {
            return core.Handlers.Connect.AdmitAsync(
                connection, authentication.Admission with { Principal = result.Principal, AuthenticationData = data });
        }

        core.Deadlines.Cancel(authentication);
        if (string.Equals(session.Principal, result.Principal, StringComparison.Ordinal))
        {
            connection.Writer.SendControl(ToPacket(authentication, ReasonCode.Success, data));
        }
        else
        {
            // The session belongs to somebody else.
            Refuse(connection, ReasonCode.NotAuthorized, "Authenticated as another user than before");
        }

        return default;
    }

    private static void Refuse(ClientConnection connection, ReasonCode reasonCode, string? reason)
    {
        if (connection.Session is null)
        {
            connection.Refuse(reasonCode, reason);
        }
        else
        {
            connection.Disconnect(ReasonCodes.IsDefined(PacketType.Disconnect, reasonCode) ? reasonCode : ReasonCode.NotAuthorized, reason);
        }
    }

    private static AuthenticationRequest ToRequest(ClientConnection connection, Admission admission)
        => ConnectHandler.ToRequest(connection, admission.Packet, admission.ClientId);

    private static AuthPacket ToPacket(EnhancedAuthentication authentication, ReasonCode reasonCode, ReadOnlyMemory<byte>? data)
        => new() { ReasonCode = reasonCode, AuthenticationMethod = authentication.Method, AuthenticationData = data };
}
