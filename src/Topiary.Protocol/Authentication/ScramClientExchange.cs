using System.Globalization;
using System.Security.Cryptography;

namespace Topiary.Protocol;

/// <summary>The client's side of one SCRAM exchange (RFC 5802, section 3): two messages out, two in.</summary>
/// <remarks>Threading: one thread at a time.</remarks>
public sealed class ScramClientExchange
{
    private const string Header = "n,,";

    private readonly ScramMechanism _mechanism;
    private readonly string _password;
    private readonly string _nonce;
    private readonly string _clientFirstBare;
    private byte[]? _serverSignature;

    /// <summary>Begins an exchange.</summary>
    /// <param name="mechanism">The mechanism.</param>
    /// <param name="userName">The user's name.</param>
    /// <param name="password">The user's password.</param>
    /// <exception cref="ArgumentException">Name or password are empty or have characters that they cannot have (RFC 4013).</exception>
    public ScramClientExchange(ScramMechanism mechanism, string userName, string password)
        : this(mechanism, userName, password, Convert.ToBase64String(RandomNumberGenerator.GetBytes(18)))
    {
    }

    internal ScramClientExchange(ScramMechanism mechanism, string userName, string password, string nonce)
    {
        ArgumentNullException.ThrowIfNull(mechanism);
        _mechanism = mechanism;
        _password = SaslText.Prepare(password, nameof(password));
        _nonce = nonce;
        string name = SaslText.Prepare(userName, nameof(userName)).Replace("=", "=3D", StringComparison.Ordinal).Replace(",", "=2C", StringComparison.Ordinal);
        _clientFirstBare = $"n={name},r={nonce}";
    }

    /// <summary>The client's first message.</summary>
    /// <returns>The message.</returns>
    public byte[] Start() => ScramMessage.Encode(Header + _clientFirstBare);

    /// <summary>Takes the server's first message.</summary>
    /// <param name="serverFirst">The message.</param>
    /// <returns>The client's final message.</returns>
    /// <exception cref="ScramException">The message is none, or asks for more or less work than is sane.</exception>
    public byte[] Respond(ReadOnlySpan<byte> serverFirst)
    {
        string text = ScramMessage.Decode(serverFirst);
        var message = new ScramMessage(text);
        string nonce = message.Take('r');
        byte[] salt = message.TakeBase64('s');
        if (!int.TryParse(message.Take('i'), NumberStyles.None, CultureInfo.InvariantCulture, out int iterations)
            || iterations is < ScramCredential.LeastIterations or > ScramCredential.MostIterations)
        {
            throw new ScramException($"The server asks for fewer than {ScramCredential.LeastIterations} or more than {ScramCredential.MostIterations} iterations");
        }

        if (nonce.Length <= _nonce.Length || !nonce.StartsWith(_nonce, StringComparison.Ordinal) || salt.Length == 0)
        {
            throw new ScramException("The server's nonce does not go on from the client's, or its salt is empty");
        }

        string withoutProof = $"c={Convert.ToBase64String(ScramMessage.Encode(Header))},r={nonce}";
        byte[] authMessage = ScramMessage.Encode($"{_clientFirstBare},{text},{withoutProof}");
        byte[] salted = _mechanism.SaltPassword(_password, salt, iterations);
        byte[] proof = _mechanism.ClientKey(salted);
        byte[] signature = _mechanism.Hmac(_mechanism.Digest(proof), authMessage);
        for (int i = 0; i < proof.Length; i++)
        {
            proof[i] ^= signature[i];
        }

        _serverSignature = _mechanism.Hmac(_mechanism.ServerKey(salted), authMessage);
        return ScramMessage.Encode($"{withoutProof},p={Convert.ToBase64String(proof)}");
    }

    /// <summary>Takes the server's final message: its proof that it knows the password too.</summary>
    /// <param name="serverFinal">The message.</param>
    /// <exception cref="ScramException">It is not the server that it claims to be.</exception>
    public void Verify(ReadOnlySpan<byte> serverFinal)
    {
        var message = new ScramMessage(ScramMessage.Decode(serverFinal));
        if (message.TryTake('e') is { } error)
        {
            throw new ScramException($"The server has ended the exchange: {error}");
        }

        byte[] verifier = message.TakeBase64('v');
        if (_serverSignature is null || !CryptographicOperations.FixedTimeEquals(verifier, _serverSignature))
        {
            throw new ScramException("The server could not prove that it knows the password");
        }
    }
}
