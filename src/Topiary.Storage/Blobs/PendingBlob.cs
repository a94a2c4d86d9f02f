namespace Topiary.Storage;

/// <summary>A blob that is not on the disk yet.</summary>
/// <param name="Reference">Its name.</param>
/// <param name="File">Header and payload.</param>
internal sealed record PendingBlob(BlobReference Reference, byte[] File)
{
    public ReadOnlySpan<byte> Payload => File.AsSpan(BlobHeader.Length);
}
