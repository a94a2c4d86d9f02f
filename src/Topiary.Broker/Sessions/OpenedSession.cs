namespace Topiary.Broker;

/// <summary>What the session registry answers to a CONNECT.</summary>
/// <param name="Session">The session; null when it belongs to another principal, or there are too many.</param>
/// <param name="IsPresent">Whether it existed.</param>
/// <param name="Level">What the answer to the client has to wait for.</param>
/// <param name="IsFull">Whether there are too many.</param>
internal readonly record struct OpenedSession(Session? Session, bool IsPresent, DurabilityLevel Level = DurabilityLevel.Memory, bool IsFull = false);
