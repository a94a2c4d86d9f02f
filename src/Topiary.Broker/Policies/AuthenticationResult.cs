using Topiary.Protocol;

namespace Topiary.Broker;

/// <summary>What an <see cref="IAuthenticator"/> has found.</summary>
public sealed record AuthenticationResult
{
    private AuthenticationResult(string? principal, ReasonCode reasonCode, string? reason)
    {
        Principal = principal;
        ReasonCode = reasonCode;
        Reason = reason;
    }

    /// <summary>Who the client is; null for an anonymous or a refused one.</summary>
    public string? Principal { get; }

    /// <summary><see cref="ReasonCode.Success"/>, or why the client is refused.</summary>
    public ReasonCode ReasonCode { get; }

    /// <summary>Text for the client; null for none.</summary>
    public string? Reason { get; }

    /// <summary>The client is let in.</summary>
    /// <param name="principal">Who it is; null for an anonymous client.</param>
    /// <returns>The result.</returns>
    public static AuthenticationResult Success(string? principal) => new(principal, ReasonCode.Success, null);

    /// <summary>The client is refused.</summary>
    /// <param name="reasonCode">A reason code of CONNACK that stands for a failure.</param>
    /// <param name="reason">Text for the client; null for none.</param>
    /// <returns>The result.</returns>
    public static AuthenticationResult Refuse(ReasonCode reasonCode = ReasonCode.BadUserNameOrPassword, string? reason = null)
        => (byte)reasonCode >= 0x80 && ReasonCodes.IsDefined(PacketType.ConnAck, reasonCode)
            ? new(null, reasonCode, reason)
            : throw new ArgumentOutOfRangeException(nameof(reasonCode), reasonCode, "A refusal needs a reason code of CONNACK of 0x80 or above.");
}
