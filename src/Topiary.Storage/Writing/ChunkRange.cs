namespace Topiary.Storage;

/// <summary>Whole records in a chunk.</summary>
/// <param name="Chunk">The chunk.</param>
/// <param name="From">Where the first begins.</param>
/// <param name="To">Where the last ends.</param>
internal readonly record struct ChunkRange(Chunk Chunk, int From, int To);
