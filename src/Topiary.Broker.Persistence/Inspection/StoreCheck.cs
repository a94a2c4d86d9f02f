namespace Topiary.Broker.Persistence;

/// <summary>What a data directory holds, and what is wrong in it.</summary>
/// <param name="Segments">Files of the log.</param>
/// <param name="Records">Whole records.</param>
/// <param name="Blobs">Payloads in files of their own.</param>
/// <param name="Sessions">Sessions.</param>
/// <param name="Deliveries">Deliveries that are not done.</param>
/// <param name="Retained">Retained messages.</param>
/// <param name="Problems">What is wrong, a line each; empty for a sound directory.</param>
public sealed record StoreCheck(int Segments, long Records, int Blobs, int Sessions, long Deliveries, int Retained, IReadOnlyList<string> Problems);
