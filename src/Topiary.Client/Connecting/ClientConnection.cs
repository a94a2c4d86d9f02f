using Microsoft.Extensions.Logging;
using Topiary.Protocol;
using Topiary.Transport;

namespace Topiary.Client;

/// <summary>One connection to one broker, from CONNECT to its end: hands packets to the session state and watches the link.</summary>
/// <remarks>Threading: packets come from the read loop; the rest may be called by any thread.</remarks>
internal sealed class ClientConnection : ILink, IPacketSink, IAsyncDisposable
{
    private readonly PacketConnection _connection;
    private readonly SessionState _session;
    private readonly MqttClientOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly InboundAliases _inboundAliases;
    private readonly FlushScheduler _flush;
    private readonly TaskCompletionSource<ConnAckPacket> _connAck = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private KeepAliveWatch? _keepAlive;
    private Exception? _failure;
    private DisconnectPacket? _serverDisconnect;
    private int _loopThread;
    private int _notify;
    private bool _cleanStart;

    public ClientConnection(TransportConnection transport, SessionState session, MqttClientOptions options, MqttVersion version, ILogger log)
    {
        _session = session;
        _options = options;
        _time = options.TimeProvider;
        _log = log;
        _inboundAliases = new InboundAliases(version == MqttVersion.V500 ? options.TopicAliasMaximum : 0);
        _connection = new PacketConnection(
            transport,
            new PacketConnectionOptions { Version = version, MaximumInboundPacketSize = options.MaximumPacketSize },
            this,
            _time);
        _flush = new FlushScheduler(_connection.Output, _time);
        Version = version;
        Authentication = options.Authentication is { } authentication ? new LinkAuthentication(this, authentication) : null;
    }

    public MqttVersion Version { get; }

    /// <summary>Enhanced authentication; null without a method.</summary>
    public LinkAuthentication? Authentication { get; }

    public ServerLimits Limits { get; private set; } = null!;

    public WriteQueue Output => _connection.Output;

    public OutboundAliases Aliases { get; private set; } = new(0);

    public DirectCounter Direct { get; } = new();

    public AckOrder Acks { get; } = new();

    public PacketConnection Packets => _connection;

    /// <summary>DISCONNECT of the broker, if it sent one.</summary>
    public DisconnectPacket? ServerDisconnect => Volatile.Read(ref _serverDisconnect);

    /// <summary>Sends CONNECT and waits for CONNACK. Meanwhile <paramref name="end"/> runs.</summary>
    /// <exception cref="OperationCanceledException">It took too long.</exception>
    public async Task<ConnAckPacket> HandshakeAsync(ConnectPacket connect, Task<ConnectionEnd> end, CancellationToken ct)
    {
        _cleanStart = connect.CleanStart;
        if (Authentication is not null)
        {
            connect = await Authentication.PrepareAsync(connect, ct).ConfigureAwait(false);
        }

        _connection.Output.TryWrite(connect, Version);
        _connection.Output.Flush();
        Task first = await Task.WhenAny(_connAck.Task, end).WaitAsync(ct).ConfigureAwait(false);
        if (first == end && !_connAck.Task.IsCompleted)
        {
            throw Describe(await end.ConfigureAwait(false));
        }

        return await _connAck.Task.ConfigureAwait(false);
    }

    /// <summary>Reads until the connection ends.</summary>
    public Task<ConnectionEnd> RunAsync() => _connection.RunAsync();

    /// <summary>Watches the link from now on.</summary>
    public void StartKeepAlive() => Volatile.Write(ref _keepAlive, new KeepAliveWatch(this, Limits.KeepAlive, _options.OperationTimeout, _time));

    /// <summary>Why the connection ended, for people.</summary>
    public Exception Describe(ConnectionEnd end)
    {
        if (Volatile.Read(ref _failure) is { } failure)
        {
            return failure;
        }

        return end switch
        {
            { Exception: MqttProtocolException protocol } => protocol,
            { Reason: ConnectionEndReason.PeerClosed } => new MqttDisconnectedException($"The broker at {_connection.RemoteAddress} closed the connection."),
            { Exception: { } other } => other,
            _ => new MqttDisconnectedException($"The connection to {_connection.RemoteAddress} ended: {end.Reason}."),
        };
    }

    public void Fail(Exception reason)
    {
        Interlocked.CompareExchange(ref _failure, reason, null);
        _connection.Abort();
    }

    /// <summary>Sends DISCONNECT, what is queued before it, and closes.</summary>
    public ValueTask CloseAsync(DisconnectPacket packet)
    {
        _connection.Output.TryWriteControl(packet, Version);
        return _connection.CloseAsync();
    }

    /// <summary>After the end: tells the broker what it did wrong, if that is the reason.</summary>
    public async ValueTask SayWhyAsync(ConnectionEnd end)
    {
        if (end.ReasonCode is { } code && Version == MqttVersion.V500 && Limits is not null)
        {
            await CloseAsync(new DisconnectPacket { ReasonCode = code }).ConfigureAwait(false);
        }
    }

    /// <summary>Aborts what is still open, and frees everything.</summary>
    public async ValueTask DisposeAsync()
    {
        _keepAlive?.Dispose();
        Authentication?.Dispose();
        await _connection.DisposeAsync().ConfigureAwait(false);
    }

    public void FlushMessages() => _flush.Flush();

    public void FlushFromReceiver()
    {
        if (Volatile.Read(ref _loopThread) != Environment.CurrentManagedThreadId)
        {
            _flush.Flush();
        }
    }

    public void NotifyWhenDrained()
    {
        // A closed output never has room again; the end of the connection is on its way.
        if (!_connection.Output.IsCompleted && Interlocked.Exchange(ref _notify, 1) == 0)
        {
            _ = NotifyAsync();
        }
    }

    ValueTask IPacketSink.OnPacketAsync(PacketFrame frame)
    {
        Volatile.Write(ref _loopThread, Environment.CurrentManagedThreadId);
        if (Limits is null)
        {
            return OnFirstPacketAsync(frame);
        }

        OnPacket(frame);
        return default;
    }

    void IPacketSink.OnBatchEnd()
    {
        _session.Inbound.OnBatchEnd();
        Volatile.Write(ref _loopThread, 0);
    }

    private static MqttProtocolException Unexpected(string packet) => new(ReasonCode.ProtocolError, 0, $"The broker sent {packet}, which is not allowed here");

    private static MqttProtocolException Unknown(PacketType type, ushort id) => new(ReasonCode.ProtocolError, 0, $"{Name(type)} for packet identifier {id}, which waits for none");

    private static string Name(PacketType type) => type.ToString().ToUpperInvariant();

    private async Task NotifyAsync()
    {
        // The lock of the caller must not be entered again by a call that comes too early.
        await Task.Yield();
        await _connection.Output.DrainedAsync().ConfigureAwait(false);
        Volatile.Write(ref _notify, 0);
        _session.OnDrained(this);
        _connection.Output.Flush();
    }

    private ValueTask OnFirstPacketAsync(PacketFrame frame)
    {
        if (frame.Type == PacketType.Auth && Authentication is { } authentication && !_connAck.Task.IsCompleted)
        {
            return authentication.OnAuthAsync(AuthPacket.Read(frame, Version));
        }

        if (frame.Type != PacketType.ConnAck)
        {
            throw Unexpected($"{Name(frame.Type)} before CONNACK");
        }

        ConnAckPacket packet = ConnAckPacket.Read(frame, Version);
        if (packet.ReasonCode == ReasonCode.Success && Authentication is not null)
        {
            return AcceptAuthenticatedAsync(packet, Authentication);
        }

        Accept(packet);
        return default;
    }

    private async ValueTask AcceptAuthenticatedAsync(ConnAckPacket packet, LinkAuthentication authentication)
    {
        await authentication.OnConnAckAsync(packet).ConfigureAwait(false);
        Accept(packet);
    }

    private void Accept(ConnAckPacket packet)
    {
        if (packet.ReasonCode == ReasonCode.Success)
        {
            if (packet.SessionPresent && _cleanStart)
            {
                throw new MqttProtocolException(ReasonCode.ProtocolError, 2, "CONNACK says that a session is present although a clean start was asked for");
            }

            Limits = ServerLimits.From(packet, Version, _options);
            Aliases = new OutboundAliases(Limits.TopicAliasMaximum);

            // Here, on the read loop: what follows in the same batch must find the session ready.
            _session.OnConnected(this, packet.SessionPresent);
        }

        _connAck.TrySetResult(packet);
    }

    private void OnPacket(PacketFrame frame)
    {
        switch (frame.Type)
        {
            case PacketType.Publish:
                PublishPacket publish = PublishPacket.Read(frame, Version);
                _session.Inbound.OnPublish(in publish, _inboundAliases.Resolve(publish.Properties.TopicAlias, publish.Topic), this);
                break;
            case PacketType.PubAck or PacketType.PubRec or PacketType.PubRel or PacketType.PubComp:
                OnAck(AckPacket.Read(frame, Version));
                break;
            case PacketType.SubAck:
                _session.Subscriptions.Exchange.OnSubAck(SubAckPacket.Read(frame, Version));
                break;
            case PacketType.UnsubAck:
                _session.Subscriptions.Exchange.OnUnsubAck(UnsubAckPacket.Read(frame, Version));
                break;
            case PacketType.PingResp:
                PingRespPacket.Read(frame, Version);
                Volatile.Read(ref _keepAlive)?.OnPingResponse();
                break;
            case PacketType.Auth when Authentication is not null:
                Authentication.OnAuthAgain(AuthPacket.Read(frame, Version));
                break;
            case PacketType.Disconnect when Version == MqttVersion.V500:
                OnDisconnect(DisconnectPacket.Read(frame, Version));
                break;
            default:
                throw Unexpected(Name(frame.Type));
        }
    }

    private void OnAck(in AckPacket packet)
    {
        ushort id = packet.PacketId;
        bool known = true;
        switch (packet.Type)
        {
            case PacketType.PubAck:
                known = _session.Outbound.Acknowledgements.OnAcknowledged(id, FramePlace.AwaitsPubAck, packet.ReasonCode, packet.Properties?.ReasonString);
                break;
            case PacketType.PubRec when packet.ReasonCode.IsFailure():
                known = _session.Outbound.Acknowledgements.OnAcknowledged(id, FramePlace.AwaitsPubRec, packet.ReasonCode, packet.Properties?.ReasonString);
                break;
            case PacketType.PubRec:
                known = _session.Outbound.Acknowledgements.OnPubRec(id, packet.ReasonCode, this);
                break;
            case PacketType.PubComp:
                known = _session.Outbound.Acknowledgements.OnPubComp(id);
                break;
            default:
                _session.Inbound.OnPubRel(id, this);
                break;
        }

        if (!known)
        {
            throw Unknown(packet.Type, id);
        }
    }

    private void OnDisconnect(DisconnectPacket packet)
    {
        Volatile.Write(ref _serverDisconnect, packet);
        string reference = packet.ServerReference is null ? "" : $" It refers to the server {packet.ServerReference}.";
        string reason = string.IsNullOrEmpty(packet.ReasonString) ? "" : $" (\"{packet.ReasonString}\")";
        _log.ServerDisconnected(ReasonText.Of(packet.ReasonCode), _connection.RemoteAddress);
        Fail(new MqttDisconnectedException($"The broker at {_connection.RemoteAddress} disconnected the client: {ReasonText.Of(packet.ReasonCode)}{reason}.{reference}"));
    }
}
