namespace Topiary.Storage;

/// <summary>A piece of memory with whole records, in the order of appending.</summary>
internal sealed class Chunk
{
    public const int Capacity = 256 * 1024;

    public byte[] Data { get; } = new byte[Capacity];

    /// <summary>Where the first record that was not synced begins.</summary>
    public int Unsynced { get; set; }

    /// <summary>Where the first record that was not handed to the writer begins.</summary>
    public int Unwritten { get; set; }

    /// <summary>Where the next record goes.</summary>
    public int Filled { get; set; }

    public void Reset()
    {
        Unsynced = 0;
        Unwritten = 0;
        Filled = 0;
    }
}
