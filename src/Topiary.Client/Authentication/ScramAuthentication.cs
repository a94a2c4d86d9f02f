using Topiary.Protocol;

namespace Topiary;

/// <summary>
/// Enhanced authentication by SCRAM-SHA-256 or SCRAM-SHA-512 (RFC 5802, RFC 7677): the password never leaves the client, and the broker proves that it
/// knows the user too. Immutable.
/// </summary>
public sealed class ScramAuthentication : IMqttAuthentication
{
    private readonly ScramMechanism _mechanism;
    private readonly string _userName;
    private readonly string _password;

    /// <summary>Creates one.</summary>
    /// <param name="userName">The user's name.</param>
    /// <param name="password">The user's password.</param>
    /// <param name="mechanism">Null: <see cref="ScramMechanism.Sha256"/>.</param>
    /// <exception cref="ArgumentException">Name or password are empty or have characters that they cannot have (RFC 4013).</exception>
    public ScramAuthentication(string userName, string password, ScramMechanism? mechanism = null)
    {
        _mechanism = mechanism ?? ScramMechanism.Sha256;
        _userName = userName;
        _password = password;
        _ = new ScramClientExchange(_mechanism, userName, password);
    }

    /// <inheritdoc/>
    public string Method => _mechanism.Name;

    /// <inheritdoc/>
    public IMqttAuthenticationExchange Begin() => new Exchange(new ScramClientExchange(_mechanism, _userName, _password));

    private sealed class Exchange(ScramClientExchange scram) : IMqttAuthenticationExchange
    {
        public ValueTask<ReadOnlyMemory<byte>?> StartAsync(CancellationToken cancellationToken) => ValueTask.FromResult<ReadOnlyMemory<byte>?>(scram.Start());

        public ValueTask<ReadOnlyMemory<byte>?> ContinueAsync(ReadOnlyMemory<byte>? data, CancellationToken cancellationToken)
            => ValueTask.FromResult<ReadOnlyMemory<byte>?>(scram.Respond((data ?? default).Span));

        public ValueTask CompleteAsync(ReadOnlyMemory<byte>? data, CancellationToken cancellationToken)
        {
            scram.Verify((data ?? default).Span);
            return default;
        }
    }
}
