namespace Topiary;

/// <summary>One message of a batch: its payload, and what else is known of it.</summary>
/// <typeparam name="T">Type of the payload.</typeparam>
/// <param name="Payload">The payload.</param>
/// <param name="Context">What else is known; valid until the handler has returned.</param>
public readonly record struct Received<T>(T Payload, MessageContext Context);
