using Topiary.Broker;
using Topiary.Testing;

namespace Topiary.Fuzz;

/// <summary>One run: a broker, its model, and clients that do one step after the other. The same steps give the same run.</summary>
internal sealed class FuzzRun : IAsyncDisposable
{
    public const int ReceiveMaximum = 8;
    public const int TopicAliasMaximum = 4;
    public const int LargestPacket = 4096;

    private readonly VirtualTime _time = new();
    private readonly Turns _turns = new();
    private readonly MqttBroker _broker;
    private readonly Inspector _inspector;
    private readonly List<ModelConnection> _open = [];
    private readonly List<FuzzConnection> _all = [];
    private Action<string>? _trace;
    private int _forgotten;

    public FuzzRun(FuzzSettings settings)
    {
        Settings = settings;
        Rights = new FuzzRights(settings.ChecksDelivery);
        _broker = new MqttBroker(new MqttBrokerOptions
        {
            TimeProvider = _time,
            AllowAnonymous = true,
            SystemTopicInterval = TimeSpan.Zero,
            MaximumKeepAlive = null,
            MaximumKeepAliveMqtt3 = null,
            MaximumSessionExpiry = null,
            ReceiveMaximum = ReceiveMaximum,
            TopicAliasMaximum = TopicAliasMaximum,
            MaximumPacketSize = LargestPacket,
            Authorizer = settings.HasRights ? Rights : null,
            MaximumQueuedMessages = settings.HasSmallQueues ? settings.QueueLimit : 10_000,
            QueueOverflow = settings.Overflow,
        });
        Model = new BrokerModel(() => Now, Rights, settings);
        _inspector = new Inspector(Model, () => Now);
    }

    public FuzzSettings Settings { get; }

    public FuzzRights Rights { get; }

    public BrokerModel Model { get; }

    public DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>Connections made.</summary>
    public int Sessions => _forgotten + _all.Count;

    public int Messages { get; private set; }

    /// <summary>Runs the steps, ends every session, and looks whether anything is left.</summary>
    /// <exception cref="FuzzFailureException">The broker broke a rule.</exception>
    public async Task RunAsync(IReadOnlyList<Step> steps, Action<string>? trace = null)
    {
        await StartAsync();
        await PlayAsync(steps, trace);
    }

    public ValueTask StartAsync() => _broker.StartAsync();

    /// <summary>Runs steps and ends every session; may be done again.</summary>
    public async Task PlayAsync(IReadOnlyList<Step> steps, Action<string>? trace)
    {
        _trace = trace;
        var client = new StepRunner(this);
        for (int i = 0; i < steps.Count; i++)
        {
            try
            {
                Tick();
                trace?.Invoke($"{i,4} {Now:mm:ss.fff} {steps[i]}");
                client.Run(steps[i]);
                EndStep();
            }
            catch (Exception e) when (e is FuzzFailureException or MqttProtocolException)
            {
                throw new FuzzFailureException($"step {i}, {steps[i].Kind} of c{steps[i].Client}: {e.Message}");
            }
        }

        client.Finish();
        await CheckNothingIsLeftAsync();
    }

    /// <summary>Lets go of the connections that have ended, so that only the broker is left to hold them.</summary>
    public async Task ForgetConnectionsAsync()
    {
        await Task.WhenAll(_all.Select(connection => connection.Served));
        _forgotten += _all.Count;
        _all.Clear();
    }

    public int NextMessage() => ++Messages;

    /// <summary>Opens a connection that says nothing yet.</summary>
    public FuzzConnection Open(MqttVersion version)
    {
        var transport = new FuzzTransport(_turns, $"fuzz:{Sessions + 1}");
        var connection = new FuzzConnection(transport, version, _broker.ServeAsync(transport), () => Now, _trace);
        _all.Add(connection);
        return connection;
    }

    /// <summary>The broker has to let a client in; CONNACK comes first.</summary>
    public void Accept(ModelConnection connection, bool isPresent)
    {
        _turns.Run();
        _open.Add(connection);
        string client = connection.Session.ClientId;
        List<(PacketFrame Frame, int Size)> packets = connection.Wire.Take();
        if (packets.Count == 0 || packets[0].Frame.Type != PacketType.ConnAck)
        {
            throw new FuzzFailureException($"{client}: no CONNACK");
        }

        ConnAckPacket answer = ConnAckPacket.Read(packets[0].Frame, connection.Wire.Version);
        bool saysPresent = connection.Wire.Version == MqttVersion.V310 ? isPresent : answer.SessionPresent;
        if (answer.ReasonCode != ReasonCode.Success || saysPresent != isPresent)
        {
            throw new FuzzFailureException($"{client}: CONNACK {answer.ReasonCode}, session present {answer.SessionPresent}; it {(isPresent ? "is" : "is not")}");
        }

        Inspect(connection, packets.Skip(1));
    }

    /// <summary>The broker has to refuse a client.</summary>
    public void Refuse(FuzzConnection wire, ReasonCode code)
    {
        _turns.Run();
        List<(PacketFrame Frame, int Size)> packets = wire.Take();
        if (packets is not [{ Frame.Type: PacketType.ConnAck }] || ConnAckPacket.Read(packets[0].Frame, wire.Version).ReasonCode != code || !wire.IsClosedByBroker)
        {
            throw new FuzzFailureException($"not refused with {code}");
        }
    }

    /// <summary>Rights of a client have changed: the broker looks at everything of it again.</summary>
    public void Revoke(string clientId, bool retained)
    {
        ValueTask<RevocationResult> revoking = _broker.RevokeAsync(new Revocation { ClientId = clientId, RetainedMessages = retained });
        _turns.Run();
        if (!revoking.IsCompletedSuccessfully)
        {
            throw new FuzzFailureException($"revoking has not completed: {revoking.AsTask().Exception}");
        }
    }

    /// <summary>Lets the broker do what it has to, and looks at all that comes back, until all is quiet.</summary>
    public void Settle()
    {
        _turns.Run();
        bool isMoving = true;
        while (isMoving)
        {
            isMoving = false;
            foreach (ModelConnection connection in _open.ToArray())
            {
                isMoving |= Inspect(connection, connection.Wire.Take());
            }

            _turns.Run();
        }
    }

    /// <summary>A client acknowledges a message.</summary>
    public void Acknowledge(ModelConnection connection, AckPacket ack)
    {
        ModelSession session = connection.Session;
        Copy? copy = session.InFlight.Find(c => c.PacketId == ack.PacketId);
        if (copy is not null && ack.Type == PacketType.PubRec && (byte)ack.ReasonCode < 0x80)
        {
            copy.IsReleased = true;
            connection.Owe(PacketType.PubRel, ack.PacketId, ReasonCode.Success);
        }
        else if (copy is not null)
        {
            session.InFlight.Remove(copy);
        }

        connection.Wire.Send(ack);
        _turns.Run();
    }

    /// <summary>Ends a step: all is quiet, nothing is owed, and who had to go has gone.</summary>
    public void EndStep()
    {
        Settle();
        foreach (ModelConnection connection in _open.ToArray())
        {
            _inspector.CheckNothingIsOwed(connection);
            bool mustEnd = connection.Ending.Length > 0 || connection.Session.Connection != connection;
            if (mustEnd != connection.Wire.IsClosedByBroker)
            {
                throw new FuzzFailureException($"{connection.Session.ClientId}: the connection is {(mustEnd ? "still open" : "closed without need")}");
            }

            if (mustEnd)
            {
                _open.Remove(connection);
            }
        }

        _inspector.EndStep();
    }

    /// <summary>Moves time on; at each moment at which something is due, and just before it, the broker is looked at.</summary>
    public void Advance(TimeSpan by)
    {
        DateTimeOffset target = Now + by;
        while (Model.NextEvent is { } next && next <= target)
        {
            if (next > Now)
            {
                AdvanceTo(next.AddMilliseconds(-1));
                EndStep();
                AdvanceTo(next);
            }

            Model.FireDue();
            EndStep();
        }

        AdvanceTo(target);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (FuzzConnection connection in _all)
        {
            connection.Cut();
        }

        _turns.Run();
        await _broker.DisposeAsync();
    }

    private bool Inspect(ModelConnection connection, IEnumerable<(PacketFrame Frame, int Size)> packets)
    {
        bool answered = false;
        foreach ((PacketFrame frame, int size) in packets)
        {
            AckPacket? owed = _inspector.Receive(connection, frame, size);
            if (owed is { } ack && connection.IsEager && connection.Session.Connection == connection)
            {
                Acknowledge(connection, ack);
                answered = true;
            }
        }

        return answered;
    }

    private void AdvanceTo(DateTimeOffset target)
    {
        _time.Advance(target - Now);
        _turns.Run();
    }

    // No two things ever fall due at the same moment, so that their order is not a question: every step has a millisecond of its own.
    private void Tick()
    {
        do
        {
            Advance(TimeSpan.FromMilliseconds(1));
        }
        while (Model.Moments().Any(moment => moment is { } at && at.Millisecond == Now.Millisecond));
    }

    private async Task CheckNothingIsLeftAsync()
    {
        _turns.Run();
        await Task.WhenAll(_all.Select(connection => connection.Served)).WaitAsync(TimeSpan.FromSeconds(20));
        BrokerStatistics left = _broker.GetStatistics();
        if (Settings.HasSmallQueues && left.MessagesDropped[DropReason.QueueFull] != Model.Overflown)
        {
            throw new FuzzFailureException($"{left.MessagesDropped[DropReason.QueueFull]} messages were dropped from full queues instead of {Model.Overflown}");
        }

        if (left is not { Connections: 0, Sessions: 0, Subscriptions: 0, RetainedMessages: 0, QueuedMessages: 0, QueuedBytes: 0, InflightMessages: 0 })
        {
            throw new FuzzFailureException($"left over at the end: {left}");
        }

        BrokerCore core = _broker.Core;
        (int Subscriptions, bool IsPruned, int Deadlines, int Hosts) held = (core.Index.Held, core.Retained.IsPruned, core.Deadlines.Count, core.Gate.Count);
        if (held != (0, true, 0, 0) || core.Topics.Count > StepRunner.Topics.Length + SubscriptionSteps.Filters.Length)
        {
            throw new FuzzFailureException($"held at the end: {held}, {core.Topics.Count} topics in the cache");
        }
    }
}
