using System.Text;
using Topiary.Protocol;

namespace Topiary.Broker;

/// <summary>One filter of a SUBSCRIBE, taken apart.</summary>
/// <param name="Filter">As the client wrote it.</param>
/// <param name="TopicFilter">UTF-8 without <c>$share/name/</c>.</param>
/// <param name="Options">Options.</param>
/// <param name="Identifier">Subscription Identifier; 0 for none.</param>
/// <param name="IsShared">Whether it is a shared subscription.</param>
internal readonly record struct SubscribeRequest(string Filter, byte[] TopicFilter, SubscriptionOptions Options, uint Identifier, bool IsShared)
{
    /// <summary>What a store has kept, taken apart.</summary>
    public static SubscribeRequest From(in SubscriptionRecord record)
    {
        string? topicFilter = null;
        bool isShared = record.IsShared && SharedFilter.TryParse(record.Filter, out _, out topicFilter);
        return new SubscribeRequest(
            record.Filter, Encoding.UTF8.GetBytes(isShared ? topicFilter! : record.Filter), record.Options, record.Identifier, isShared);
    }

    /// <summary>What a store is to keep of it.</summary>
    public SubscriptionRecord ToRecord() => new(Filter, Options, Identifier, IsShared);
}
