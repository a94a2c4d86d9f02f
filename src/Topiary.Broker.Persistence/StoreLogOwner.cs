using Topiary.Storage;

namespace Topiary.Broker.Persistence;

/// <summary>What the log tells the store.</summary>
internal sealed class StoreLogOwner(FileBrokerStore store) : ILogOwner
{
    public void OnRecord(in LogRecord record) => store.Replay(record);

    public void OnCompact(in LogRecord record) => store.Compact(record);

    public void OnProblem(LogProblem problem) => store.Report(problem);

    public void OnStateChanged(LogState state, Exception? error) => store.Report(state, error);
}
