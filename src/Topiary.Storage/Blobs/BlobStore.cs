using System.Runtime.InteropServices;

namespace Topiary.Storage;

/// <summary>
/// Payloads in files of their own. A blob is synced before the record that names it is written, and deleted after the last record that names
/// it is dead and everything that said so is synced. The log's lock guards the numbers; files are touched by the writer alone.
/// </summary>
internal sealed class BlobStore(LogDirectory directory, ulong logId)
{
    private readonly Dictionary<long, (BlobReference Reference, int Count)> _named = [];
    private readonly Dictionary<long, PendingBlob> _pending = [];
    private readonly Queue<(long Number, long Position)> _dead = new();
    private readonly List<PendingBlob> _unwritten = [];

    /// <summary>Bytes that wait in memory.</summary>
    public long PendingBytes { get; private set; }

    /// <summary>Bytes that were not handed to the writer.</summary>
    public long UnwrittenBytes { get; private set; }

    public int DeadCount => _dead.Count;

    public void Add(PendingBlob blob)
    {
        _pending.Add(blob.Reference.Number, blob);
        _unwritten.Add(blob);
        PendingBytes += blob.File.Length;
        UnwrittenBytes += blob.File.Length;
        Name(blob.Reference);
    }

    /// <summary>One more record names a blob.</summary>
    public void Name(in BlobReference reference)
    {
        ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_named, reference.Number, out _);
        entry = (reference, entry.Count + 1);
    }

    /// <summary>One more record names a blob that another one brought.</summary>
    public BlobReference Name(long number)
    {
        if (!TryGet(number, out var reference))
        {
            throw new ArgumentException($"No live record names the blob {number}.", nameof(number));
        }

        Name(reference);
        return reference;
    }

    public bool TryGet(long number, out BlobReference reference)
    {
        var found = _named.TryGetValue(number, out var entry);
        reference = entry.Reference;
        return found;
    }

    public PendingBlob? Pending(long number) => _pending.GetValueOrDefault(number);

    /// <summary>A record that names a blob is dead; the records up to a position say so.</summary>
    public void Release(long number, long position)
    {
        ref var entry = ref CollectionsMarshal.GetValueRefOrNullRef(_named, number);
        if (System.Runtime.CompilerServices.Unsafe.IsNullRef(ref entry))
        {
            return;
        }

        if (--entry.Count == 0)
        {
            _named.Remove(number);
            _dead.Enqueue((number, position));
        }
    }

    public void Take(List<PendingBlob> blobs)
    {
        blobs.AddRange(_unwritten);
        _unwritten.Clear();
        UnwrittenBytes = 0;
    }

    /// <summary>Writes and syncs. Without the lock.</summary>
    public void Write(List<PendingBlob> blobs)
    {
        foreach (var blob in blobs)
        {
            BlobHeader.Write(blob.File, logId, blob.Reference);
            using var file = directory.Create(FileNames.Blob(blob.Reference.Number), 0);
            file.Write(blob.File, 0);
            file.Sync();
        }

        directory.Sync();
    }

    public void Written(List<PendingBlob> blobs)
    {
        foreach (var blob in blobs)
        {
            _pending.Remove(blob.Reference.Number);
            PendingBytes -= blob.File.Length;
        }
    }

    /// <summary>Writing has failed: they are to be handed out again.</summary>
    public void PutBack(List<PendingBlob> blobs)
    {
        _unwritten.InsertRange(0, blobs);
        UnwrittenBytes += blobs.Sum(blob => (long)blob.File.Length);
    }

    /// <summary>Hands over the blobs that nothing on the disk needs any more, once everything up to a position is synced.</summary>
    public void TakeDead(long synced, List<long> numbers)
    {
        while (_dead.TryPeek(out var dead) && dead.Position <= synced && !_pending.ContainsKey(dead.Number))
        {
            _dead.Dequeue();
            numbers.Add(dead.Number);
        }
    }

    /// <summary>Deletes what nothing names, as it was left behind by an end without notice.</summary>
    public void DeleteOrphans(IEnumerable<string> files, Action<string, Exception> failed)
    {
        foreach (var name in files)
        {
            if (FileNames.TryParseBlob(name, out var number) && !_named.ContainsKey(number))
            {
                Delete(name, failed);
            }
        }
    }

    public void Delete(string name, Action<string, Exception> failed)
    {
        try
        {
            directory.Delete(name);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            failed(name, exception);
        }
    }

    /// <summary>Reads a payload.</summary>
    public byte[] Read(in BlobReference reference)
    {
        var name = FileNames.Blob(reference.Number);
        try
        {
            using var file = directory.Open(name, writable: false);
            Span<byte> header = stackalloc byte[BlobHeader.Length];
            var payload = GC.AllocateUninitializedArray<byte>(reference.Length);
            if (file.Read(header, 0) == header.Length
                && BlobHeader.Matches(header, logId, reference)
                && file.Read(payload, BlobHeader.Length) == payload.Length
                && Checksum.Of(payload) == reference.Checksum)
            {
                return payload;
            }
        }
        catch (IOException exception)
        {
            throw new LogBlobException($"The blob '{name}' in '{directory.Path}' cannot be read: {exception.Message}", exception);
        }

        throw new LogBlobException($"The blob '{name}' in '{directory.Path}' is damaged.");
    }
}
