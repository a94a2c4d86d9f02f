namespace Topiary.Storage;

/// <summary>How a record names its blob.</summary>
/// <param name="Number">The position of the record that brought it.</param>
/// <param name="Length">Its length.</param>
/// <param name="Checksum">CRC32C of its bytes.</param>
internal readonly record struct BlobReference(long Number, int Length, uint Checksum);
