using Topiary.Protocol;

namespace Topiary.Testing;

/// <summary>A message as it was published, with a copy of its bytes.</summary>
internal sealed record RecordedMessage(byte[] Topic, byte[] Payload, byte[] Properties, QoS QoS, bool Retain, uint? ExpirySeconds);
