namespace Topiary.Broker;

/// <summary>What <see cref="MqttBroker.RevokeAsync"/> has dropped.</summary>
/// <param name="Subscriptions">Subscriptions.</param>
/// <param name="QueuedMessages">Messages that waited for a session.</param>
/// <param name="RetainedMessages">Retained messages.</param>
public readonly record struct RevocationResult(int Subscriptions, int QueuedMessages, int RetainedMessages);
