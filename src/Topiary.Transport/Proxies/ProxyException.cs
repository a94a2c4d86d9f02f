namespace Topiary.Transport;

/// <summary>A proxy does not do what it is asked for; the connector adds the addresses.</summary>
internal sealed class ProxyException(string problem) : Exception(problem);
