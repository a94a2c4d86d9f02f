using Microsoft.Extensions.Logging;
using Topiary.Storage;

namespace Topiary.Broker.Persistence;

/// <summary>What the store logs; ids 6000 to 6499.</summary>
internal sealed partial class Log(ILogger logger)
{
    private readonly ILogger _logger = logger;

    [LoggerMessage(6000, LogLevel.Warning, "Store {Directory}: {Kind} in {File} at {Offset}, {Bytes} bytes: {Reason}")]
    public partial void Damage(string directory, LogProblemKind kind, string file, long offset, long bytes, string reason);

    [LoggerMessage(6001, LogLevel.Error, "Store {Directory} is {State}: what has to be kept is refused until it recovers")]
    public partial void Failing(Exception? exception, string directory, LogState state);

    [LoggerMessage(6002, LogLevel.Information, "Store {Directory} is {State}")]
    public partial void Changed(string directory, LogState state);

    [LoggerMessage(6003, LogLevel.Error, "A change came after the store was closed, and is not kept")]
    public partial void CameTooLate(Exception exception);

    [LoggerMessage(6004, LogLevel.Error, "The record at position {Position} of type {Type} does not make sense and was left out: {Reason}")]
    public partial void BadRecord(long position, byte type, string reason);

    [LoggerMessage(6005, LogLevel.Error, "The content of the record at position {Position} is lost, and with it a message or session: {Reason}")]
    public partial void LostContent(long position, string reason);

    [LoggerMessage(6006, LogLevel.Warning, "The clock has jumped by {Shift} since the last record of the store; expiries move with it")]
    public partial void ClockJumped(TimeSpan shift);

    [LoggerMessage(6007, LogLevel.Warning, "{Count} sessions or shared subscriptions are known only by what belongs to them, and were left out")]
    public partial void Orphans(int count);

    [LoggerMessage(6008, LogLevel.Error, "Compaction could not move the record at position {Position}")]
    public partial void CompactionFailed(Exception exception, long position);
}
