namespace Topiary.Fuzz;

/// <summary>A will as it was given at CONNECT.</summary>
internal sealed record ModelWill(string Topic, byte[] Payload, int Number, QoS QoS, bool Retain, uint DelaySeconds, uint? ExpirySeconds);
