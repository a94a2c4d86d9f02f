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
internal sealed class SubscriptionManager
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SubscriptionHold> _plain = new(StringComparer.Ordinal);

    public SubscriptionManager(SubscriptionTable table, OutboundSession outbound, MqttClientOptions options, ILogger log)
        => Exchange = new SubscriptionExchange(_gate, table, outbound.Identifiers, options, log);

    /// <summary>What is said to the broker about them, and its answers.</summary>
    public SubscriptionExchange Exchange { get; }

    /// <summary>SUBSCRIBE and UNSUBSCRIBE packets that wait to be sent or answered.</summary>
    public int Pending
    {
        get
        {
            lock (_gate)
            {
                return Exchange.Subscriptions.Count(static s => s.Operation is not null || s.IsDirty || !s.IsWanted);
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
                return [.. Exchange.Subscriptions.Where(static s => s.IsWanted).Select(s => s.ToStatus(Exchange.Link is not null))];
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
            link = Exchange.Link;
            Exchange.Reconcile(hold.Subscription);
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
            Exchange.Link = link;
            foreach (Subscription subscription in Exchange.Subscriptions.ToArray())
            {
                subscription.IsActive &= sessionPresent;
                subscription.Refusal = null;
                subscription.IsDirty |= !subscription.IsActive;
                Exchange.Reconcile(subscription);
            }
        }
    }

    public void OnDisconnected(ILink link)
    {
        lock (_gate)
        {
            if (Exchange.Link != link)
            {
                return;
            }

            Exchange.Link = null;
            foreach (Subscription subscription in Exchange.Subscriptions.ToArray())
            {
                Exchange.GiveUp(subscription);
            }
        }
    }

    /// <summary>The output has room again.</summary>
    public void OnDrained(ILink link)
    {
        lock (_gate)
        {
            if (Exchange.Link == link)
            {
                foreach (Subscription subscription in Exchange.Subscriptions.ToArray())
                {
                    Exchange.Reconcile(subscription);
                }
            }
        }
    }

    /// <summary>The client has stopped: nobody waits any longer.</summary>
    public void Close(Func<Exception> reason)
    {
        lock (_gate)
        {
            foreach (Subscription subscription in Exchange.Subscriptions)
            {
                foreach (SubscriptionHold hold in subscription.Holds)
                {
                    hold.Granted.TrySetException(reason());
                    (hold.Receiver as ISubscriptionObserver)?.OnSubscriptionEnded(reason());
                }

                SubscriptionExchange.CompleteReleased(subscription);
            }
        }
    }

    private SubscriptionHold Hold(SubscriptionSpec spec, IMessageReceiver? receiver, out MqttSubscribeResult? granted)
    {
        granted = null;
        Subscription subscription = Exchange.FindOrAdd(spec.Filter);
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
                if (Exchange.Link is not null && (subscription.IsActive || subscription.Operation is not null))
                {
                    subscription.Released ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    released = subscription.Released.Task;
                }

                Exchange.Reconcile(subscription);
            }

            link = Exchange.Link;
        }

        link?.Output.Flush();
    }
}
