using Microsoft.Extensions.Logging;
using Topiary.Protocol;

namespace Topiary.Client;

/// <summary>
/// The subscriptions that are wanted, counted by filter, and what has to be sent so that the broker's agree with them. It outlives connections:
/// a session that was lost is filled again.
/// </summary>
/// <remarks>
/// Threading: any thread; one lock, never held while user code runs. Order of locks: this one, then the outbound session's, then a write queue's.
/// </remarks>
internal sealed class SubscriptionManager(SubscriptionTable table, OutboundSession outbound, MqttClientOptions options, ILogger log)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Subscription> _subscriptions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SubscriptionHold> _plain = new(StringComparer.Ordinal);
    private uint _lastIdentifier;
    private ILink? _link;

    /// <summary>Raised off the lock when the broker refuses a subscription that it had granted before.</summary>
    public event Action<MqttSubscribeException>? Lost;

    /// <summary>SUBSCRIBE and UNSUBSCRIBE packets that wait to be sent or answered.</summary>
    public int Pending
    {
        get
        {
            lock (_gate)
            {
                return _subscriptions.Values.Count(static s => s.Operation is not null || s.IsDirty || !s.IsWanted);
            }
        }
    }

    /// <summary>What is wanted, and what the broker thinks of it.</summary>
    public IReadOnlyList<MqttSubscriptionStatus> Status
    {
        get
        {
            lock (_gate)
            {
                return [.. _subscriptions.Values.Where(static s => s.IsWanted).Select(s => s.ToStatus(_link is not null))];
            }
        }
    }

    /// <summary>Subscribes a receiver, or keeps a subscription without one.</summary>
    public async ValueTask<SubscriptionHold> SubscribeAsync(SubscriptionSpec spec, IMessageReceiver? receiver, CancellationToken ct)
    {
        SubscriptionRules.Check(spec);
        ct.ThrowIfCancellationRequested();
        SubscriptionHold hold;
        MqttSubscribeResult? granted = null;
        ILink? link;
        lock (_gate)
        {
            hold = Hold(spec, receiver, out granted);
            link = _link;
            Reconcile(hold.Subscription);
        }

        link?.Output.Flush();
        if (granted is not null)
        {
            hold.Granted.TrySetResult(granted);
        }

        try
        {
            await hold.Granted.Task.WaitAsync(ct).ConfigureAwait(false);
            return hold;
        }
        catch
        {
            Release(hold, out _);
            throw;
        }
    }

    /// <summary>Keeps a filter subscribed without a receiver; once however often it is called.</summary>
    public async ValueTask<MqttSubscribeResult> SubscribePlainAsync(SubscriptionSpec spec, CancellationToken ct)
    {
        SubscriptionHold hold = await SubscribeAsync(spec, receiver: null, ct).ConfigureAwait(false);
        SubscriptionHold? earlier;
        lock (_gate)
        {
            _plain.Remove(spec.Filter, out earlier);
            _plain[spec.Filter] = hold;
        }

        if (earlier is not null)
        {
            Release(earlier, out _);
        }

        return await hold.Granted.Task.ConfigureAwait(false);
    }

    /// <summary>Ends <see cref="SubscribePlainAsync"/>.</summary>
    public ValueTask UnsubscribePlainAsync(string filter, CancellationToken ct)
    {
        SubscriptionHold? hold;
        lock (_gate)
        {
            _plain.Remove(filter, out hold);
        }

        return hold is null ? default : ReleaseAsync(hold, ct);
    }

    /// <summary>Ends a hold; waits for the broker's answer when it was the last one of its filter, at most for the operation time-out.</summary>
    public async ValueTask ReleaseAsync(SubscriptionHold hold, CancellationToken ct)
    {
        Release(hold, out Task? released);
        if (released is not null)
        {
            await released.WaitAsync(ct).ConfigureAwait(false);
        }
    }

    /// <summary>A broker has accepted the client: what it does not have is subscribed, what it should not have is unsubscribed.</summary>
    public void OnConnected(ILink link, bool sessionPresent)
    {
        lock (_gate)
        {
            _link = link;
            foreach (Subscription subscription in _subscriptions.Values.ToArray())
            {
                subscription.IsActive &= sessionPresent;
                subscription.Refusal = null;
                subscription.IsDirty |= !subscription.IsActive;
                Reconcile(subscription);
            }
        }
    }

    public void OnDisconnected(ILink link)
    {
        lock (_gate)
        {
            if (_link != link)
            {
                return;
            }

            _link = null;
            foreach (Subscription subscription in _subscriptions.Values.ToArray())
            {
                if (subscription.Operation is { } operation)
                {
                    // The broker may have handled it or not; it is asked again.
                    End(operation);
                    outbound.FreeId<SubscriptionOperation>(operation.PacketId);
                    subscription.IsDirty = true;
                    subscription.IsActive = true;
                }

                CompleteReleased(subscription);
            }
        }
    }

    /// <summary>The output has room again.</summary>
    public void OnDrained(ILink link)
    {
        lock (_gate)
        {
            if (_link == link)
            {
                foreach (Subscription subscription in _subscriptions.Values.ToArray())
                {
                    Reconcile(subscription);
                }
            }
        }
    }

    /// <summary>The client has stopped: nobody waits any longer.</summary>
    public void Close(Func<Exception> reason)
    {
        lock (_gate)
        {
            foreach (Subscription subscription in _subscriptions.Values)
            {
                foreach (SubscriptionHold hold in subscription.Holds)
                {
                    hold.Granted.TrySetException(reason());
                    (hold.Receiver as ISubscriptionObserver)?.OnSubscriptionEnded(reason());
                }

                CompleteReleased(subscription);
            }
        }
    }

    /// <exception cref="MqttProtocolException">It answers nothing that was asked.</exception>
    public void OnSubAck(SubAckPacket packet)
    {
        SubscriptionOperation operation = Take(packet.PacketId, isSubscribe: true, "SUBACK");
        Subscription subscription = operation.Subscription;
        if (packet.ReasonCodes.Count != 1)
        {
            throw new MqttProtocolException(ReasonCode.ProtocolError, 0, $"SUBACK has {packet.ReasonCodes.Count} reason codes for one topic filter");
        }

        ReasonCode code = packet.ReasonCodes[0];
        MqttSubscribeException? failure = code.IsFailure()
            ? new MqttSubscribeException(ReasonText.Refused($"Subscription to '{subscription.Filter}'", code, packet.ReasonString), subscription.Filter, code)
            : null;
        bool lost;
        lock (_gate)
        {
            lost = Answer(subscription, failure, (QoS)Math.Min((byte)code, (byte)QoS.ExactlyOnce));
            Reconcile(subscription);
        }

        if (lost)
        {
            log.SubscriptionLost(subscription.Filter, ReasonText.Of(code));
            Lost?.Invoke(failure!);
        }
    }

    /// <exception cref="MqttProtocolException">It answers nothing that was asked.</exception>
    public void OnUnsubAck(UnsubAckPacket packet)
    {
        SubscriptionOperation operation = Take(packet.PacketId, isSubscribe: false, "UNSUBACK");
        if (packet.ReasonCodes.Any(static code => code.IsFailure()))
        {
            log.UnsubscribeRefused(operation.Subscription.Filter, ReasonText.Of(packet.ReasonCodes.First(static code => code.IsFailure())));
        }

        lock (_gate)
        {
            operation.Subscription.IsActive = false;
            operation.Subscription.IsDirty = operation.Subscription.IsWanted;
            CompleteReleased(operation.Subscription);
            Reconcile(operation.Subscription);
        }
    }

    private SubscriptionHold Hold(SubscriptionSpec spec, IMessageReceiver? receiver, out MqttSubscribeResult? granted)
    {
        granted = null;
        if (!_subscriptions.TryGetValue(spec.Filter, out Subscription? subscription))
        {
            subscription = new Subscription(spec.Filter, ++_lastIdentifier) { IsDirty = true };
            _subscriptions.Add(spec.Filter, subscription);
            table.Add(subscription);
        }

        SubscriptionOptions before = subscription.Options();
        bool wasWanted = subscription.IsWanted;
        var hold = new SubscriptionHold(this, subscription, spec, receiver);
        subscription.Add(hold);
        SubscriptionOptions after = subscription.Options();
        bool wantsRetained = spec.RetainHandling == RetainHandling.SendAtSubscribe && !subscription.IsShared;
        if (!wasWanted || wantsRetained || after != before || subscription is { IsActive: false, Operation: null })
        {
            subscription.IsDirty = true;
        }
        else if (subscription.Operation is { IsSubscribe: true })
        {
            // What is under way says all that it wants.
            hold.IsAsked = true;
        }
        else if (subscription is { IsActive: true, IsDirty: false, Operation: null })
        {
            granted = new MqttSubscribeResult(subscription.Filter, subscription.GrantedQoS);
        }

        return hold;
    }

    private void Release(SubscriptionHold hold, out Task? released)
    {
        ILink? link;
        released = null;
        lock (_gate)
        {
            Subscription subscription = hold.Subscription;
            if (subscription.Remove(hold) && !subscription.IsWanted)
            {
                if (_link is not null && (subscription.IsActive || subscription.Operation is not null))
                {
                    subscription.Released ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    released = subscription.Released.Task;
                }

                Reconcile(subscription);
            }

            link = _link;
        }

        link?.Output.Flush();
    }

    // Sends what makes the broker agree with what is wanted. One operation at a time for a filter.
    private void Reconcile(Subscription subscription)
    {
        if (subscription.Operation is not null)
        {
            return;
        }

        if (!subscription.IsWanted && !subscription.IsActive)
        {
            if (_subscriptions.TryGetValue(subscription.Filter, out Subscription? current) && current == subscription)
            {
                _subscriptions.Remove(subscription.Filter);
                table.Remove(subscription);
            }

            CompleteReleased(subscription);
            return;
        }

        if (_link is not { } link || (subscription.IsWanted && !subscription.IsDirty))
        {
            return;
        }

        if (subscription.IsWanted && SubscriptionRules.Check(subscription, link.Limits) is { } refusal)
        {
            subscription.Holds.ForEach(static hold => hold.IsAsked = true);
            subscription.IsDirty = false;
            Answer(subscription, refusal, QoS.AtMostOnce);
            return;
        }

        Send(subscription, link);
    }

    private void Send(Subscription subscription, ILink link)
    {
        var operation = new SubscriptionOperation(subscription, subscription.IsWanted);
        operation.PacketId = outbound.TakeId(operation);
        bool sent = operation.PacketId != 0 && (operation.IsSubscribe
            ? link.Output.TryWrite(Subscribe(subscription, operation.PacketId, link), link.Version)
            : link.Output.TryWrite(new UnsubscribePacket { PacketId = operation.PacketId, Filters = [subscription.Filter] }, link.Version));
        if (!sent)
        {
            outbound.FreeId<SubscriptionOperation>(operation.PacketId);
            link.NotifyWhenDrained();
            return;
        }

        subscription.IsDirty = false;
        subscription.Holds.ForEach(static hold => hold.IsAsked = true);
        subscription.Operation = operation;
        operation.Deadline = options.TimeProvider.CreateTimer(OnDeadline, operation, options.OperationTimeout, Timeout.InfiniteTimeSpan);
    }

    private static SubscribePacket Subscribe(Subscription subscription, ushort packetId, ILink link) => new()
    {
        PacketId = packetId,
        Subscriptions = [new SubscriptionRequest(subscription.Filter, subscription.Options())],
        SubscriptionIdentifier = link.Limits.SubscriptionIdentifiers ? subscription.Identifier : null,
    };

    private SubscriptionOperation Take(ushort packetId, bool isSubscribe, string packet)
    {
        SubscriptionOperation? operation = outbound.FreeId<SubscriptionOperation>(packetId);
        if (operation is null || operation.IsSubscribe != isSubscribe)
        {
            throw new MqttProtocolException(ReasonCode.ProtocolError, 0, $"{packet} for packet identifier {packetId}, which waits for none");
        }

        lock (_gate)
        {
            End(operation);
        }

        return operation;
    }

    // Tells those who wait. True: somebody else loses a subscription that he had.
    private static bool Answer(Subscription subscription, MqttSubscribeException? failure, QoS granted)
    {
        subscription.Refusal = failure;
        if (failure is null)
        {
            subscription.IsActive = true;
            subscription.GrantedQoS = granted;
            foreach (SubscriptionHold hold in subscription.Holds.Where(static hold => hold.IsAsked))
            {
                hold.Granted.TrySetResult(new MqttSubscribeResult(subscription.Filter, granted));
            }

            return false;
        }

        bool lost = false;
        foreach (SubscriptionHold hold in subscription.Holds.Where(static hold => hold.IsAsked).ToArray())
        {
            if (hold.Granted.TrySetException(failure))
            {
                subscription.Remove(hold);
            }
            else
            {
                lost = true;
                (hold.Receiver as ISubscriptionObserver)?.OnSubscriptionEnded(failure);
            }
        }

        return lost;
    }

    private static void End(SubscriptionOperation operation)
    {
        operation.Deadline?.Dispose();
        if (operation.Subscription.Operation == operation)
        {
            operation.Subscription.Operation = null;
        }
    }

    private static void CompleteReleased(Subscription subscription)
    {
        subscription.Released?.TrySetResult();
        subscription.Released = null;
    }

    // Whoever waits for the first answer is told; the operation itself stays open, since the broker may still answer.
    private void OnDeadline(object? state)
    {
        var operation = (SubscriptionOperation)state!;
        Subscription subscription = operation.Subscription;
        lock (_gate)
        {
            if (subscription.Operation != operation)
            {
                return;
            }

            string what = operation.IsSubscribe ? "Subscription to" : "Unsubscribing from";
            var timeout = new TimeoutException($"{what} '{subscription.Filter}' timed out after {options.OperationTimeout}: the broker has not answered.");
            subscription.Refusal = timeout;
            foreach (SubscriptionHold hold in subscription.Holds.Where(static hold => hold.IsAsked).ToArray())
            {
                if (operation.IsSubscribe && hold.Granted.TrySetException(timeout))
                {
                    subscription.Remove(hold);
                }
            }

            if (!operation.IsSubscribe)
            {
                subscription.Released?.TrySetException(timeout);
                subscription.Released = null;
            }
        }

        log.SubscriptionTimedOut(subscription.Filter);
    }
}
