namespace Topiary.Broker;

/// <summary>Where clients are sent instead (MQTT 5.0, section 4.11).</summary>
/// <param name="ServerReference">One or more servers, separated by spaces: <c>name</c> or <c>name:port</c>, IPv6 in brackets. Null: not told.</param>
/// <param name="IsPermanent">Whether clients are to remember it: 0x9D (server moved) rather than 0x9C (use another server).</param>
public sealed record ServerRedirection(string? ServerReference, bool IsPermanent = false)
{
    internal ReasonCode ReasonCode => IsPermanent ? ReasonCode.ServerMoved : ReasonCode.UseAnotherServer;
}
