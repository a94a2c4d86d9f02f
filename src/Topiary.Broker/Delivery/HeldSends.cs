namespace Topiary.Broker;

/// <summary>Waits for the store on behalf of an outbox that holds packets back.</summary>
internal static class HeldSends
{
    /// <summary>Lets what is held back go as the store keeps it, until nothing is held that it does not have.</summary>
    public static async Task ReleaseAsync(Outbox outbox, Session session, BrokerCore core)
    {
        // Off this thread first: the caller holds the lock of the outbox.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        while (outbox.TryFindUncommitted(out long position))
        {
            try
            {
                await core.Store!.CommitAsync(position, session.IsKept ? session.Level : core.Durability.Default).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                // Loop top.
                core.Log.CommitFailed(e, session.ClientId);
                outbox.OnCommitFailed();
                return;
            }

            var flush = new FlushSet();
            outbox.OnCommitted(position, flush);
            flush.Flush();
        }
    }
}
