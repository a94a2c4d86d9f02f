using System.Security.Cryptography.X509Certificates;
using Topiary.Protocol;
using Topiary.Transport;

namespace Topiary.Broker;

/// <summary>One connection: from the first byte to the last, before and after its CONNECT. It is its own deadline: connect timeout, then keep-alive.</summary>
/// <remarks>
/// Threading: packets come from the read loop only, and so do changes of what has no lock here; writing, <see cref="Disconnect"/> and
/// <see cref="Abort"/> by any thread.
/// </remarks>
internal sealed class ClientConnection : Deadline, IPacketSink, IAsyncDisposable
{
    // Turns of a spinning wait, about a second in all.

    private readonly BrokerCore _core;
    private readonly PacketConnection _packets;
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenSource? _lifetime;
    private readonly InboundTopics _topics;
    private readonly Lock _welcoming = new();
    private volatile Session? _session;
    private volatile FlushSet? _touchedBy;
    private int _state;
    private KeepAliveDeadline _keepAlive;
    private bool _claimsFive;
    private bool _isWelcomed;

    public ClientConnection(
        BrokerCore core, TransportConnection transport, PacketConnectionOptions options, bool allowAnonymous, DurabilityLevel level)
    {
        _core = core;
        AllowAnonymous = allowAnonymous;
        Level = level;
        _packets = new PacketConnection(transport, options, this, core.Clock.Provider);
        _topics = new InboundTopics(core);
        Batch = new ReadBatch(this, core);
        Writer = new ConnectionWriter(this, core, _packets.Output, options.OutputLowWater);
    }

    public Task Completion => _completion.Task;

    public string RemoteAddress => _packets.RemoteAddress;

    public string LocalAddress => _packets.LocalAddress;

    /// <summary>The certificate that the client has proved to own; null for none.</summary>
    public X509Certificate2? ClientCertificate => _packets.PeerCertificate;

    /// <summary>Whether a client that says nothing about itself is let in.</summary>
    public bool AllowAnonymous { get; }

    /// <summary>How durable its session is, and what comes on it where no rule says otherwise.</summary>
    public DurabilityLevel Level { get; }

    /// <summary>The address that it counts against; null for none.</summary>
    public RemoteHost? Host { get; init; }

    /// <summary>Enhanced authentication; null when CONNECT named no method. Set once.</summary>
    public EnhancedAuthentication? Authentication { get; set; }

    public WriteQueue Output => _packets.Output;

    public MqttVersion Version => _packets.Version;

    /// <summary>What is done once for all packets of the present read.</summary>
    public ReadBatch Batch { get; }

    /// <summary>Who was written to by the packets of the present read.</summary>
    public FlushSet Flush => Batch.Flush;

    /// <summary>The set that holds this connection, see <see cref="FlushSet"/>.</summary>
    public FlushSet? TouchedBy
    {
        get => _touchedBy;
        set => _touchedBy = value;
    }

    /// <summary>The client's session once it is connected; set once.</summary>
    public Session? Session
    {
        get => _session;
        set => _session = value;
    }

    /// <summary>What the client said in its CONNECT; null before.</summary>
    public ClientTerms Terms { get; private set; } = ClientTerms.None;

    /// <summary>Writes to the client.</summary>
    public ConnectionWriter Writer { get; }

    public bool IsOpen => Volatile.Read(ref _state) == (int)State.Open;

    /// <summary>Received QoS 2 messages of earlier connections that are still open; they don't count against the Receive Maximum.</summary>
    public int CarriedInbound { get; set; }

    /// <summary>Whether nothing is on its way through this connection.</summary>
    public bool IsIdle => Writer.IsIdle;

    /// <summary>Pooled bytes held now; 0 while the connection is idle.</summary>
    public int HeldBytes => _packets.HeldBytes;

    public long BytesReceived => _packets.BytesReceived;

    public long BytesSent => _packets.BytesSent;

    /// <summary>Fires when the connection ends; for user code that is asked on its behalf.</summary>
    public CancellationToken Lifetime
    {
        get
        {
            if (_lifetime is null)
            {
                Interlocked.CompareExchange(ref _lifetime, new CancellationTokenSource(), null);
                if (!IsOpen)
                {
                    _lifetime.Cancel();
                }
            }

            return _lifetime.Token;
        }
    }

    private string Name => Session?.ClientId ?? "";

    /// <summary>Reads until the connection ends, and clears up.</summary>
    public async Task RunAsync()
    {
        try
        {
            _core.Deadlines.Schedule(this, _core.Clock.Now + (long)_core.Options.ConnectTimeout.TotalMilliseconds);
            ConnectionEnd end = await _packets.RunAsync().ConfigureAwait(false);
            OnEnd(end);
            await _packets.CloseAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Loop top: a bug must not go unnoticed, nor leave the connection behind.
            _core.Log.ConnectionFailed(e, Name);
        }
        finally
        {
            await DisposeAsync().ConfigureAwait(false);
            _core.Counters.ConnectionEnded(_packets.BytesReceived, _packets.BytesSent);
            _core.Connections.Remove(this);
            _core.Gate.Leave(Host);
            _completion.TrySetResult();
        }
    }

    // The source of Lifetime has no timer and no handle, so there is nothing to free; another thread may just be cancelling it.
    public ValueTask DisposeAsync() => _packets.DisposeAsync();

    public ValueTask OnPacketAsync(PacketFrame frame)
    {
        if (!IsOpen)
        {
            return default;
        }

        if (Session is not null)
        {
            Batch.BeforePacket(frame.Type);
            return _core.Handlers.HandleAsync(this, frame);
        }

        if (Authentication is { IsRunning: true } && frame.Type is PacketType.Auth or PacketType.Disconnect)
        {
            return _core.Handlers.HandleBeforeConnAckAsync(this, frame);
        }

        if (frame.Type != PacketType.Connect || Terms != ClientTerms.None)
        {
            throw new MqttProtocolException(ReasonCode.ProtocolError, 0, $"The first packet is {frame.Type}, not CONNECT");
        }

        _claimsFive = frame.Body.Span.StartsWith("\0\x04MQTT\x05"u8);
        return _core.Handlers.Connect.HandleAsync(this, frame);
    }

    public void OnBatchEnd() => Batch.End();

    /// <summary>Whether what comes on it still is for the session. Who acts on that holds <see cref="Session.PacketGate"/>.</summary>
    public bool Owns(Session session) => IsOpen && ReferenceEquals(session.Owner, this);

    /// <summary>A valid CONNECT has come: from here on its version, and after success its limits, apply.</summary>
    public void Accept(ClientTerms terms)
    {
        Terms = terms;
        _packets.Version = terms.Version;
        Writer.Accept(terms);
    }

    /// <summary>The client is let in: the connect timeout makes way for the keep-alive.</summary>
    public void Open(Session session)
    {
        CarriedInbound = session.InboundCount;
        Session = session;
        _packets.MaximumInboundPacketSize = _core.Options.MaximumPacketSize;
        if (Terms.KeepAliveSeconds == 0)
        {
            _core.Deadlines.Cancel(this);
        }
        else
        {
            _keepAlive = new KeepAliveDeadline(Terms.KeepAliveSeconds, _core.Options.PacketTimeout, _core.Clock.Now, _packets.PacketsReceived);
            _core.Deadlines.Schedule(this, _keepAlive.Due);
        }
    }

    /// <summary>Tells the client that it is let in, unless the connection is closed by now: no DISCONNECT may come before or instead of CONNACK.</summary>
    public void Welcome(in ConnAckPacket answer)
    {
        lock (_welcoming)
        {
            if (IsOpen)
            {
                _isWelcomed = true;
                Writer.SendControl(answer);
            }
        }
    }

    public override void OnDue(long now)
    {
        if (Session is null)
        {
            if (TryClose())
            {
                // User code that is asked on its behalf hears of it by its token.
                _core.Counters.Reached(BrokerLimit.ConnectTime);
                _core.Log.NeverConnected(RemoteAddress, "no CONNECT in time");
                BeginClose(keepsWill: false);
                Abort();
            }
        }
        else if (_keepAlive.IsOver(now, _packets.PacketsReceived, _core.Clock.FromTimestamp(_packets.LastReceived), out BrokerLimit limit))
        {
            _core.Counters.Reached(limit);
            Disconnect(ReasonCode.KeepAliveTimeout, null);
        }
        else
        {
            _core.Deadlines.Schedule(this, _keepAlive.Due);
        }
    }

    /// <summary>The topic of a PUBLISH, by name or alias.</summary>
    public Topic ResolveTopic(in PublishPacket packet) => _topics.Resolve(packet);

    /// <summary>Ends the connection with a reason, as far as the version can tell it. The session and the will go their way.</summary>
    public void Disconnect(ReasonCode reasonCode, string? reason, string? log = null, string? serverReference = null)
    {
        if (!TryClose())
        {
            return;
        }

        lock (_welcoming)
        {
            if (_isWelcomed && Version == MqttVersion.V500)
            {
                var packet = new DisconnectPacket { ReasonCode = reasonCode, ReasonString = reason, ServerReference = serverReference };
            Writer.WriteLast(packet, packet with { ReasonString = null, ServerReference = null });
            }
        }

        if (reasonCode is not (ReasonCode.SessionTakenOver or ReasonCode.ServerShuttingDown))
        {
            _core.Log.Disconnecting(Name, RemoteAddress, reasonCode, log ?? reason ?? "");
        }

        BeginClose(keepsWill: reasonCode != ReasonCode.ServerShuttingDown);
    }

    /// <summary>The client has said DISCONNECT.</summary>
    public void Leave(bool keepsWill)
    {
        if (TryClose())
        {
            _core.Log.Disconnected(Name, RemoteAddress, "DISCONNECT");
            BeginClose(keepsWill);
        }
    }

    /// <summary>Refuses the CONNECT; CONNACK says why where the version has a code for it.</summary>
    public void Refuse(ReasonCode reasonCode, string? reason, string? serverReference = null)
    {
        if (!TryClose())
        {
            return;
        }

        _core.Log.ConnectRefused(RemoteAddress, reasonCode, reason ?? "");
        _core.Counters.ConnectionRefused();
        if (Version == MqttVersion.V500 || ReasonCodes.TryGetConnectReturnCode(reasonCode, out _))
        {
            var packet = new ConnAckPacket { ReasonCode = reasonCode, ReasonString = reason, ServerReference = serverReference };
            Writer.WriteLast(packet, packet with { ReasonString = null, ServerReference = null });
        }

        BeginClose(keepsWill: false);
    }

    /// <summary>Cuts the connection. The session and the will go their way as after a network failure.</summary>
    public void Abort() => _packets.Abort();

    private bool TryClose() => Interlocked.CompareExchange(ref _state, (int)State.Closing, (int)State.Open) == (int)State.Open;

    private void BeginClose(bool keepsWill)
    {
        _core.Deadlines.Cancel(this);
        if (Authentication is { } authentication)
        {
            _core.Deadlines.Cancel(authentication);
        }

        try
        {
            // The will goes out before the peer can see the end.
            CloseSession(keepsWill);
        }
        finally
        {
            _packets.CloseAsync().Preserve();
            _lifetime?.Cancel();
        }
    }

    private void CloseSession(bool keepsWill)
    {
        if (Session is { } session)
        {
            var flush = new FlushSet();
            _core.Sessions.Close(session, this, keepsWill, flush);
            flush.Flush();
        }
    }

    // The read loop has ended; what it ended with is told to the client if it was the client's fault.
    private void OnEnd(ConnectionEnd end)
    {
        if (end.ReasonCode == ReasonCode.PacketTooLarge)
        {
            _core.Counters.Reached(BrokerLimit.PacketSize);
        }

        switch (end.Exception)
        {
            case MqttUnsupportedVersionException { ProtocolName: "MQTT" or "MQIsdp" } unsupported:
                _packets.Version = unsupported.ProtocolLevel > 5 ? MqttVersion.V500 : MqttVersion.V311;
                Refuse(ReasonCode.UnsupportedProtocolVersion, null);
                return;
            case MqttProtocolException violation when Session is null:
                RefuseViolation(violation);
                return;
            case MqttProtocolException violation:
                Disconnect(violation.ReasonCode, null, violation.Message);
                return;
            case { } failure when end.Reason == ConnectionEndReason.SinkFailed:
                _core.Log.PacketFailed(failure, Name);
                Disconnect(ReasonCode.UnspecifiedError, null);
                return;
        }

        if (TryClose())
        {
            if (Session is null)
            {
                _core.Log.NeverConnected(RemoteAddress, end.ToString());
            }
            else
            {
                _core.Log.Disconnected(Name, RemoteAddress, end.ToString());
            }

            BeginClose(keepsWill: true);
        }
    }

    // Before CONNECT was understood there is nobody to answer to; MQTT 3 wants no answer to a bad CONNECT at all.
    private void RefuseViolation(MqttProtocolException violation)
    {
        if (_claimsFive)
        {
            _packets.Version = MqttVersion.V500;
            Refuse(violation.ReasonCode, null);
        }
        else if (TryClose())
        {
            _core.Log.NeverConnected(RemoteAddress, violation.Message);
            _core.Counters.ConnectionRefused();
            BeginClose(keepsWill: false);
        }
    }

    private enum State
    {
        Open,
        Closing,
    }
}
