namespace Topiary.Client;

/// <summary>What an earlier run has left.</summary>
/// <param name="Messages">The messages that are not delivered, in order.</param>
/// <param name="Inbound">Identifiers of received QoS 2 messages that are handled and not released.</param>
internal sealed record StoreContent(IReadOnlyList<StoredMessage> Messages, IReadOnlyList<ushort> Inbound);
