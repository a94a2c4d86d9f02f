namespace Topiary.Broker;

/// <summary>Whom and what <see cref="MqttBroker.RevokeAsync"/> looks at.</summary>
public sealed record Revocation
{
    /// <summary>Only this client; null: any.</summary>
    public string? ClientId { get; init; }

    /// <summary>Only clients of this principal; null: any.</summary>
    public string? Principal { get; init; }

    /// <summary>Whether subscriptions that are forbidden now end.</summary>
    public bool Subscriptions { get; init; } = true;

    /// <summary>Whether messages that wait for a session which may not have them are dropped.</summary>
    public bool QueuedMessages { get; init; } = true;

    /// <summary>Whether retained messages are removed whose publisher may not publish them now.</summary>
    public bool RetainedMessages { get; init; }

    internal static Revocation OfSession { get; } = new();

    internal bool IsAbout(string? clientId, string? principal)
        => (ClientId is null || ClientId == clientId) && (Principal is null || Principal == principal);
}
