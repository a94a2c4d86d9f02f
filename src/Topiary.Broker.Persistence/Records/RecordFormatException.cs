namespace Topiary.Broker.Persistence;

/// <summary>A record whose checksum is right does not say what its type should.</summary>
internal sealed class RecordFormatException(string message) : Exception(message);
