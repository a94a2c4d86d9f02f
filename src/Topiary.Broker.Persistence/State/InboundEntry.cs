using Topiary.Storage;

namespace Topiary.Broker.Persistence;

/// <summary>What the store has of one received QoS 2 message.</summary>
/// <param name="Entry">The record that says so.</param>
/// <param name="IsOwn">Whether the record is there for this alone; else it is that of the message.</param>
internal readonly record struct InboundEntry(LogEntry Entry, bool IsOwn);
