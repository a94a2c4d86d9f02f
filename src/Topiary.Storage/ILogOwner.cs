namespace Topiary.Storage;

/// <summary>Who knows what the records of a log mean.</summary>
/// <remarks>
/// An owner changes what it has in memory and appends the record of the change under one short lock of its own, so that the order of the
/// records is the order of the changes. No method is called while the log holds a lock.
/// </remarks>
public interface ILogOwner
{
    /// <summary>
    /// A record that was found while opening, in the order of positions. The same thing may come twice when a crash cut compaction short:
    /// the later record wins. An update may come before the creation that it belongs to, when compaction has moved that on; a moved
    /// creation holds the whole state, so such an update means nothing.
    /// </summary>
    /// <param name="record">The record. The owner may mark entries dead, and must not append.</param>
    void OnRecord(in LogRecord record);

    /// <summary>
    /// Compaction has come upon a record. If <see cref="LogEntry.Position"/> is the one that the owner holds for something alive, the owner
    /// appends the present state of that, keeps the new entry and marks the old one dead; else it does nothing. A record that says
    /// something is gone needs nothing: every record older than it is gone too.
    /// </summary>
    /// <param name="record">The record. Called in the background while the log is in use.</param>
    void OnCompact(in LogRecord record);

    /// <summary>Something in the directory is not as it should be. The log has dealt with it; operators should know.</summary>
    /// <param name="problem">What it is.</param>
    void OnProblem(LogProblem problem);

    /// <summary>The log can do more or less than before.</summary>
    /// <param name="state">What it can do now.</param>
    /// <param name="error">Why, if it is an error.</param>
    void OnStateChanged(LogState state, Exception? error);
}
