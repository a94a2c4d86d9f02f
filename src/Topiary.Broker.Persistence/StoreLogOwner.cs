using Topiary.Storage;

namespace Topiary.Broker.Persistence;

/// <summary>What the log tells the store: records at the start and when it compacts, damage and errors.</summary>
/// <remarks>Threading: records at the start come on one thread, everything else on any.</remarks>
internal sealed class StoreLogOwner(FileBrokerStore store, RecordReplay replay, string directory, Log logger) : ILogOwner
{
    private long _damages;

    /// <summary>How much was damaged so far.</summary>
    public long Damages => Interlocked.Read(ref _damages);

    public void OnRecord(in LogRecord record)
    {
        try
        {
            replay.Apply(record);
        }
        catch (Exception e) when (e is RecordFormatException or ArgumentException)
        {
            Interlocked.Increment(ref _damages);
            logger.BadRecord(record.Entry.Position, record.Type, e.Message);
        }
    }

    public void OnCompact(in LogRecord record) => store.Compact(record);

    public void OnProblem(LogProblem problem)
    {
        Interlocked.Increment(ref _damages);
        logger.Damage(directory, problem.Kind, problem.File, problem.Offset, problem.Bytes, problem.Message);
    }

    public void OnStateChanged(LogState state, Exception? error)
    {
        if (state is LogState.Full or LogState.Failed or LogState.LowSpace)
        {
            logger.Failing(error, directory, state);
        }
        else
        {
            logger.Changed(directory, state);
        }
    }
}
