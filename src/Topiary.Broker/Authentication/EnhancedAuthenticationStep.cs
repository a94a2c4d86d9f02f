namespace Topiary.Broker;

/// <summary>What an <see cref="IEnhancedAuthenticationExchange"/> answers to a client's data.</summary>
public sealed record EnhancedAuthenticationStep
{
    private EnhancedAuthenticationStep(AuthenticationResult? result, ReadOnlyMemory<byte>? data)
    {
        Result = result;
        Data = data;
    }

    /// <summary>How it ended; null when it goes on.</summary>
    public AuthenticationResult? Result { get; }

    /// <summary>Authentication Data for the client; null for none.</summary>
    public ReadOnlyMemory<byte>? Data { get; }

    /// <summary>The client is to send more.</summary>
    /// <param name="data">Data for the client; null for none.</param>
    /// <returns>The step.</returns>
    public static EnhancedAuthenticationStep Continue(ReadOnlyMemory<byte>? data) => new(null, data);

    /// <summary>The client is who it says.</summary>
    /// <param name="principal">Who it is.</param>
    /// <param name="data">Last data for the client; null for none.</param>
    /// <returns>The step.</returns>
    public static EnhancedAuthenticationStep Success(string? principal, ReadOnlyMemory<byte>? data = null) => new(AuthenticationResult.Success(principal), data);

    /// <summary>The client is refused.</summary>
    /// <param name="reasonCode">A reason code of CONNACK that stands for a failure.</param>
    /// <param name="reason">Text for the client; null for none.</param>
    /// <returns>The step.</returns>
    public static EnhancedAuthenticationStep Refuse(ReasonCode reasonCode = ReasonCode.NotAuthorized, string? reason = null)
        => new(AuthenticationResult.Refuse(reasonCode, reason), null);
}
