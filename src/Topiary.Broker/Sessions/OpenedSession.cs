namespace Topiary.Broker;

/// <summary>What the session registry answers to a CONNECT.</summary>
/// <param name="Session">The session; null when it belongs to another principal.</param>
/// <param name="IsPresent">Whether it existed.</param>
internal readonly record struct OpenedSession(Session? Session, bool IsPresent);
