namespace Topiary.Storage;

/// <summary>A record as it was read back. What it holds is valid during the call that it is passed to.</summary>
public readonly ref struct LogRecord
{
    internal LogRecord(byte type, LogEntry entry, ReadOnlySpan<byte> body, int blobLength)
    {
        Type = type;
        Entry = entry;
        Body = body;
        BlobLength = blobLength;
    }

    /// <summary>The type that the owner gave it.</summary>
    public byte Type { get; }

    /// <summary>Where it is.</summary>
    public LogEntry Entry { get; }

    /// <summary>The body, and after it the payload unless that is in a blob.</summary>
    public ReadOnlySpan<byte> Body { get; }

    /// <summary>Length of the payload that is in a blob; 0 when there is none.</summary>
    public int BlobLength { get; }
}
