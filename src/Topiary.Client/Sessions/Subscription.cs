using System.Text;
using Topiary.Protocol;

namespace Topiary.Client;

/// <summary>A distinct filter that is wanted, who wants it, and what the broker knows of it.</summary>
/// <remarks>Threading: guarded by the subscription manager's lock; <see cref="Receivers"/> is replaced, never changed.</remarks>
internal sealed class Subscription
{
    public Subscription(string filter, uint identifier)
    {
        Filter = filter;
        Identifier = identifier;
        IsShared = SharedFilter.TryParse(filter, out _, out string? topics);
        MatchUtf8 = Encoding.UTF8.GetBytes(IsShared ? topics! : filter);
    }

    public string Filter { get; }

    public uint Identifier { get; }

    public bool IsShared { get; }

    /// <summary>UTF-8 of the filter that topics have to match: without share name.</summary>
    public byte[] MatchUtf8 { get; }

    public List<SubscriptionHold> Holds { get; } = [];

    public IMessageReceiver[] Receivers { get; private set; } = [];

    public bool IsWanted => Holds.Count > 0;

    /// <summary>The broker has granted it in this session, and has not been told otherwise.</summary>
    public bool IsActive { get; set; }

    /// <summary>SUBSCRIBE has to be sent, again if it is active.</summary>
    public bool IsDirty { get; set; }

    /// <summary>The SUBSCRIBE or UNSUBSCRIBE under way; one at a time for a filter.</summary>
    public SubscriptionOperation? Operation { get; set; }

    /// <summary>Completed when the broker has answered UNSUBSCRIBE or the need for it has gone.</summary>
    public TaskCompletionSource? Released { get; set; }

    public QoS GrantedQoS { get; set; }

    /// <summary>Why the broker does not have it, though it was asked on this connection; null when it has it or was not asked.</summary>
    public Exception? Refusal { get; set; }

    /// <summary>Its state for people, given whether there is a connection.</summary>
    public MqttSubscriptionStatus ToStatus(bool isConnected) => (isConnected, IsActive, Refusal) switch
    {
        (true, true, _) => new(Filter, MqttSubscriptionState.Granted, null),
        (true, false, { } refusal) => new(Filter, MqttSubscriptionState.Missing, refusal.Message),
        _ => new(Filter, MqttSubscriptionState.Pending, null),
    };

    public void Add(SubscriptionHold hold)
    {
        Holds.Add(hold);
        UpdateReceivers();
    }

    public bool Remove(SubscriptionHold hold)
    {
        bool removed = Holds.Remove(hold);
        UpdateReceivers();
        return removed;
    }

    /// <summary>Options that serve all holders.</summary>
    public SubscriptionOptions Options()
    {
        QoS qos = QoS.AtMostOnce;
        bool noLocal = !IsShared;
        bool retainAsPublished = false;
        var retainHandling = RetainHandling.DoNotSend;
        foreach (SubscriptionHold hold in Holds)
        {
            qos = (QoS)Math.Max((int)qos, (int)hold.Spec.QoS);
            noLocal &= hold.Spec.NoLocal;
            retainAsPublished |= hold.Spec.RetainAsPublished;
            retainHandling = (RetainHandling)Math.Min((int)retainHandling, (int)hold.Spec.RetainHandling);
        }

        return new SubscriptionOptions(qos, noLocal, retainAsPublished, retainHandling);
    }

    private void UpdateReceivers() => Receivers = [.. Holds.Where(static hold => hold.Receiver is not null).Select(static hold => hold.Receiver!)];
}
