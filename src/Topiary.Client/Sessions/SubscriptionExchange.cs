using Microsoft.Extensions.Logging;
using Topiary.Protocol;

namespace Topiary.Client;

/// <summary>SUBSCRIBE and UNSUBSCRIBE: what has to be sent so that the broker's subscriptions agree with those that are wanted, and what it answers.</summary>
/// <remarks>Threading: the lock is that of the <see cref="SubscriptionManager"/>, which calls everything under it that does not take it.</remarks>
internal sealed class SubscriptionExchange(Lock gate, SubscriptionTable table, OutboundIdentifiers identifiers, MqttClientOptions options, ILogger log)
{
    private readonly Dictionary<string, Subscription> _subscriptions = new(StringComparer.Ordinal);
    private uint _lastIdentifier;

    /// <summary>Raised off the lock when the broker refuses a subscription that it had granted before.</summary>
    public event Action<MqttSubscribeException>? Lost;

    /// <summary>The connection; null while there is none.</summary>
    public ILink? Link { get; set; }

    /// <summary>What is wanted, and what the broker still has to be told that it is not.</summary>
    public IReadOnlyCollection<Subscription> Subscriptions => _subscriptions.Values;

    /// <summary>The subscription of a filter; a new one, of which the broker is to be told, if there is none.</summary>
    public Subscription FindOrAdd(string filter)
    {
        if (!_subscriptions.TryGetValue(filter, out Subscription? subscription))
        {
            subscription = new Subscription(filter, ++_lastIdentifier) { IsDirty = true };
            _subscriptions.Add(filter, subscription);
            table.Add(subscription);
        }

        return subscription;
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
        lock (gate)
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

        lock (gate)
        {
            operation.Subscription.IsActive = false;
            operation.Subscription.IsDirty = operation.Subscription.IsWanted;
            CompleteReleased(operation.Subscription);
            Reconcile(operation.Subscription);
        }
    }

    /// <summary>Sends what makes the broker agree with what is wanted. One operation at a time for a filter.</summary>
    public void Reconcile(Subscription subscription)
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

        if (Link is not { } link || (subscription.IsWanted && !subscription.IsDirty))
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
        operation.PacketId = identifiers.Take(operation);
        bool sent = operation.PacketId != 0 && (operation.IsSubscribe
            ? link.Output.TryWrite(Subscribe(subscription, operation.PacketId, link), link.Version)
            : link.Output.TryWrite(new UnsubscribePacket { PacketId = operation.PacketId, Filters = [subscription.Filter] }, link.Version));
        if (!sent)
        {
            identifiers.Free<SubscriptionOperation>(operation.PacketId);
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
        SubscriptionOperation? operation = identifiers.Free<SubscriptionOperation>(packetId);
        if (operation is null || operation.IsSubscribe != isSubscribe)
        {
            throw new MqttProtocolException(ReasonCode.ProtocolError, 0, $"{packet} for packet identifier {packetId}, which waits for none");
        }

        lock (gate)
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

    /// <summary>The connection has gone, perhaps with an answer that was awaited.</summary>
    public void GiveUp(Subscription subscription)
    {
        if (subscription.Operation is { } operation)
        {
            // The broker may have handled it or not; it is asked again.
            End(operation);
            identifiers.Free<SubscriptionOperation>(operation.PacketId);
            subscription.IsDirty = true;
            subscription.IsActive = true;
        }

        CompleteReleased(subscription);
    }

    /// <summary>Nobody has to wait any longer for the end of a subscription.</summary>
    public static void CompleteReleased(Subscription subscription)
    {
        subscription.Released?.TrySetResult();
        subscription.Released = null;
    }

    // Whoever waits for the first answer is told; the operation itself stays open, since the broker may still answer.
    private void OnDeadline(object? state)
    {
        var operation = (SubscriptionOperation)state!;
        Subscription subscription = operation.Subscription;
        lock (gate)
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
