using Microsoft.Extensions.Logging;
using Topiary.Protocol;
using Topiary.Transport;

namespace Topiary.Client;

/// <summary>Makes one connection to one broker, with one deadline for transport and CONNACK together, or says why there is none.</summary>
internal sealed class BrokerConnector(MqttClientOptions options, SessionState session, ConnectPacketFactory packets, ILogger log)
{
    private readonly TransportRegistry _transports = ClientTransports.Create(options);
    private readonly VersionFallback _versions = new(options);

    /// <exception cref="MqttConnectException">There is no connection.</exception>
    /// <exception cref="OperationCanceledException">The client stops.</exception>
    public async Task<EstablishedConnection> ConnectAsync(string broker, bool isFirst, CancellationToken stop)
    {
        MqttVersion version = _versions.VersionFor(broker);
        MqttConnectException refused;
        try
        {
            return await ConnectAsync(broker, version, isFirst, stop).ConfigureAwait(false);
        }
        catch (MqttConnectException e) when (_versions.MayHelp(version, e))
        {
            refused = e;
        }

        log.FallingBack(broker, refused.Message);
        try
        {
            EstablishedConnection connection = await ConnectAsync(broker, MqttVersion.V311, isFirst, stop).ConfigureAwait(false);
            _versions.Remember(broker);
            return connection;
        }
        catch (MqttConnectException e) when (refused.IsClosedWithoutAnswer && e.ReasonCode is null)
        {
            // The version made no difference; it is the first failure that counts.
            throw refused;
        }
    }

    private async Task<EstablishedConnection> ConnectAsync(string broker, MqttVersion version, bool isFirst, CancellationToken stop)
    {
        using var deadline = new CancellationTokenSource(options.OperationTimeout, options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, deadline.Token);
        TransportConnection transport;
        try
        {
            transport = await _transports.ConnectAsync(MqttAddress.Parse(broker), either.Token).ConfigureAwait(false);
        }
        catch (MqttTransportException e)
        {
            bool definite = e.Failure is TransportFailure.SchemeNotAvailable or TransportFailure.AddressNotUsable or TransportFailure.CertificateRejected;
            throw new MqttConnectException(e.Message, broker, isDefinite: definite, innerException: e);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new MqttConnectException($"Connecting to {broker} timed out after {options.OperationTimeout}: no connection came about.", broker);
        }

        var connection = new ClientConnection(transport, session, options, version, log);
        Task<ConnectionEnd> end = connection.RunAsync();
        try
        {
            ConnAckPacket answer = await connection.HandshakeAsync(packets.Connect(isFirst, version), end, either.Token).ConfigureAwait(false);
            return answer.ReasonCode == ReasonCode.Success
                ? new EstablishedConnection(broker, connection, end, answer, options.TimeProvider.GetTimestamp())
                : throw Refused(broker, answer);
        }
        catch (Exception e)
        {
            connection.Fail(e);
            ConnectionEnd how = await EndAsync(connection, end).ConfigureAwait(false);
            if (e is OperationCanceledException && !stop.IsCancellationRequested)
            {
                throw new MqttConnectException($"Connecting to {broker} timed out after {options.OperationTimeout}: the broker has not answered CONNECT.", broker);
            }

            if (e is OperationCanceledException or MqttConnectException)
            {
                throw;
            }

            throw new MqttConnectException($"Connecting to {broker} failed: {e.Message}", broker, (e as MqttProtocolException)?.ReasonCode, innerException: e)
            {
                IsClosedWithoutAnswer = how.Reason is ConnectionEndReason.PeerClosed or ConnectionEndReason.TransportError,
            };
        }
    }

    /// <summary>Waits for the end of a connection, detaches it from the session and frees it.</summary>
    public async Task<ConnectionEnd> EndAsync(ClientConnection connection, Task<ConnectionEnd> end)
    {
        ConnectionEnd how = await end.ConfigureAwait(false);
        session.OnDisconnected(connection);
        await connection.SayWhyAsync(how).ConfigureAwait(false);
        await connection.DisposeAsync().ConfigureAwait(false);
        return how;
    }

    private static MqttConnectException Refused(string broker, ConnAckPacket answer)
    {
        string reference = answer.ServerReference is null ? "" : $" It refers to the server {answer.ServerReference}.";
        return new MqttConnectException(
            ReasonText.Refused($"The connection to {broker}", answer.ReasonCode, answer.ReasonString) + reference,
            broker,
            answer.ReasonCode,
            answer.ServerReference,
            IsDefinite(answer.ReasonCode));
    }

    private static bool IsDefinite(ReasonCode code) => code is ReasonCode.UnsupportedProtocolVersion or ReasonCode.ClientIdentifierNotValid
        or ReasonCode.BadUserNameOrPassword or ReasonCode.NotAuthorized or ReasonCode.Banned or ReasonCode.BadAuthenticationMethod
        or ReasonCode.MalformedPacket or ReasonCode.ProtocolError or ReasonCode.TopicNameInvalid or ReasonCode.PacketTooLarge
        or ReasonCode.PayloadFormatInvalid or ReasonCode.RetainNotSupported or ReasonCode.QoSNotSupported or ReasonCode.ServerMoved;
}
