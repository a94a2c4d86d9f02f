using Topiary.Runtime;

namespace Topiary;

/// <summary>
/// A message that has come in, as <see cref="IHandleMiddleware"/> sees it. Valid until the middleware has returned; copy what is
/// needed longer.
/// </summary>
public sealed class HandleContext
{
    private IncomingMessage? _message;

    internal HandleContext(MessageKind kind, string handler, IncomingMessage message, IServiceProvider services, int attempt)
    {
        Kind = kind;
        Handler = handler;
        Services = services;
        Attempt = attempt;
        _message = message;
    }

    /// <summary>What the message is for.</summary>
    public MessageKind Kind { get; }

    /// <summary>Class and method of the handler; for typed streams the filter; for answers the topic of their request.</summary>
    public string Handler { get; }

    /// <summary>Which try this is, counted from 1.</summary>
    public int Attempt { get; }

    /// <summary>Services of the handler's scope; outside of handlers those of the application.</summary>
    public IServiceProvider Services { get; }

    /// <summary>Topic that the message was published to.</summary>
    public string Topic => Message.Topic;

    /// <summary>User properties. What is added here, the handler sees in its <see cref="MessageContext"/>.</summary>
    public UserProperties UserProperties => Incoming.OpenUserProperties();

    /// <summary>What else is known of the message.</summary>
    public MessageContext Message => Incoming.Context;

    /// <summary>
    /// The payload. Set, it is what the handler reads, in this try; a dead letter always has what was received.
    /// </summary>
    public ReadOnlyMemory<byte> Payload
    {
        get => Incoming.PayloadMemory;
        set => Incoming.ReplacePayload(value);
    }

    /// <summary>The answer that a <see cref="MessageKind.Request"/> has been given, as bytes; null before that.</summary>
    public ReadOnlyMemory<byte>? Reply => Incoming.Reply?.Payload;

    /// <summary>Ends the chain.</summary>
    internal HandleDelegate Handle { get; init; } = static (_, _) => default;

    private IncomingMessage Incoming => _message
        ?? throw new InvalidOperationException("A message can be read until its middleware has returned; copy what is needed longer.");

    /// <summary>Answers a request in the handler's place; without effect when nobody waits for an answer.</summary>
    /// <param name="payload">The answer.</param>
    /// <param name="contentType">Its content type, or null.</param>
    /// <param name="ct">Stops the wait.</param>
    /// <returns>Completes when the answer is queued for sending.</returns>
    /// <exception cref="InvalidOperationException">The message is no <see cref="MessageKind.Request"/>.</exception>
    public ValueTask ReplyAsync(ReadOnlyMemory<byte> payload, string? contentType = null, CancellationToken ct = default) =>
        Kind == MessageKind.Request
            ? Incoming.ReplyAsync(payload, RawMemoryPayload.Instance, contentType ?? "", ct)
            : throw new InvalidOperationException("Only a request for one answer can be answered.");

    internal void Invalidate() => _message = null;
}
