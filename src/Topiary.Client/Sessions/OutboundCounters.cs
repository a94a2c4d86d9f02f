namespace Topiary.Client;

/// <summary>Counters of the outbound session at one moment.</summary>
internal readonly record struct OutboundCounters(int InFlight, int Queued, long QueuedBytes, long Published, long Dropped);
