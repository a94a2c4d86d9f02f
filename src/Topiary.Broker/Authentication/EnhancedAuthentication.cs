namespace Topiary.Broker;

/// <summary>Enhanced authentication of one connection: the method that CONNECT has chosen for good, and the exchange that runs, if any.</summary>
/// <remarks>Threading: the connection's read loop, but for the deadline.</remarks>
internal sealed class EnhancedAuthentication(ClientConnection connection, IEnhancedAuthenticator authenticator, Admission admission) : Deadline
{
    private IEnhancedAuthenticationExchange? _exchange;
    private int _rounds;

    public string Method => authenticator.Method;

    /// <summary>The CONNECT that waits for the outcome.</summary>
    public Admission Admission { get; } = admission;

    public bool IsRunning => _exchange is not null;

    public void Begin(AuthenticationRequest request)
    {
        _exchange = authenticator.Begin(request);
        _rounds = 0;
    }

    /// <summary>Counts one more round.</summary>
    /// <returns>False when there were too many.</returns>
    public bool TryBeginRound(int most) => ++_rounds <= most;

    // User code may forget its token; the connection ends in time whatever it does.
    public Task<EnhancedAuthenticationStep> ContinueAsync(ReadOnlyMemory<byte>? data)
        => _exchange!.ContinueAsync(data, connection.Lifetime).AsTask().WaitAsync(connection.Lifetime);

    public void End() => _exchange = null;

    public override void OnDue(long now) => connection.Disconnect(ReasonCode.NotAuthorized, "Authentication took too long");
}
