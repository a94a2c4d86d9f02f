namespace Topiary.Broker;

/// <summary>How much is on its way to a session.</summary>
/// <param name="Waiting">Messages that wait.</param>
/// <param name="Inflight">Messages sent and not acknowledged.</param>
/// <param name="WaitingBytes">Bytes of those that wait.</param>
internal readonly record struct OutboxLoad(int Waiting, int Inflight, long WaitingBytes);
