using Topiary.Storage;

namespace Topiary.Broker.Persistence;

/// <summary>Turns the index into what a broker starts with.</summary>
internal static class StateBuilder
{
    /// <summary>Reads the content that is in blobs; what has lost it is forgotten.</summary>
    public static async ValueTask ReadBlobsAsync(StoreIndex index, RecordLog log, Log logger, CancellationToken cancellationToken)
    {
        foreach (MessageEntry entry in index.Messages.Values.Where(entry => entry.Unread is not null).ToArray())
        {
            try
            {
                ReadOnlyMemory<byte> content = await log.ReadBlobAsync(entry.Entry.Blob, cancellationToken).ConfigureAwait(false);
                entry.Message = entry.Unread!.Value.ToMessage(content);
                entry.Message.StoreState = entry;
                entry.Unread = null;
            }
            catch (Exception e) when (e is LogException or RecordFormatException)
            {
                logger.LostContent(entry.Entry.Position, e.Message);
                index.RemoveMessage(entry);
            }
        }

        foreach (OwnerEntry owner in index.Owners.Values.Where(owner => owner.Unread is not null).ToArray())
        {
            try
            {
                owner.Session = owner.Unread!.Value.ToSession(await log.ReadBlobAsync(owner.Entry.Blob, cancellationToken).ConfigureAwait(false));
                owner.Unread = null;
            }
            catch (Exception e) when (e is LogException or RecordFormatException)
            {
                logger.LostContent(owner.Entry.Position, e.Message);
                index.RemoveOwner(owner);
            }
        }
    }

    public static StoredState Build(StoreIndex index)
    {
        var sessions = new List<StoredSession>();
        var groups = new List<StoredGroup>();
        foreach (OwnerEntry owner in index.Owners.Values)
        {
            StoredDelivery[] deliveries = [.. owner.Deliveries.Values
                .Select(delivery => new StoredDelivery(delivery.Record, delivery.Message?.Message))
                .OrderBy(delivery => delivery.Delivery.Key.Sequence)];
            if (owner.GroupFilter is { } filter)
            {
                groups.Add(new StoredGroup(owner.Number, filter, deliveries));
            }
            else
            {
                sessions.Add(new StoredSession
                {
                    Session = owner.Session!,
                    Subscriptions = [.. owner.Subscriptions.Values.Select(subscription => subscription.Subscription)],
                    Deliveries = deliveries,
                    Inbound = [.. owner.Inbound.Keys],
                });
            }
        }

        return new StoredState
        {
            Sessions = sessions,
            Groups = groups,
            Retained = [.. index.Retained.Select(entry => entry.Message!)],
            LastNumber = index.LastOwner,
        };
    }
}
