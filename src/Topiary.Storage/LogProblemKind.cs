namespace Topiary.Storage;

/// <summary>What was wrong in a log's directory.</summary>
public enum LogProblemKind : byte
{
    /// <summary>The end of the newest segment was only half written, as after a loss of power; it was cut off. Nothing that was committed to the disk is lost.</summary>
    TornTail,

    /// <summary>Records inside a segment are damaged. The segment was set aside as <c>*.quarantined</c> and replaced by its whole records.</summary>
    DamagedSegment,

    /// <summary>A segment could not be used at all, and was set aside as <c>*.quarantined</c>.</summary>
    UnusableSegment,

    /// <summary>A segment belongs to another log, and was set aside as <c>*.quarantined</c>.</summary>
    ForeignSegment,

    /// <summary>A segment has the name of another one. It was used for what it is.</summary>
    MisnamedSegment,

    /// <summary>Positions are missing between two segments: a file was removed or cut.</summary>
    MissingRecords,

    /// <summary>The file that names the log was missing or damaged; it was written anew.</summary>
    DamagedIdentity,

    /// <summary>A blob that is still named is missing or damaged.</summary>
    DamagedBlob,

    /// <summary>A file could not be deleted; it is tried again when the log is opened.</summary>
    NotDeleted,

    /// <summary>A compaction was given up because of an error; a later one tries again.</summary>
    CompactionFailed,
}
