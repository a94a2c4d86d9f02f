using System.Globalization;
using System.Security.Cryptography;

namespace Topiary.Protocol;

/// <summary>The server's side of one SCRAM exchange (RFC 5802, section 3): two messages in, two out.</summary>
/// <remarks>Threading: one thread at a time.</remarks>
public sealed class ScramServerExchange
{
    private readonly ScramMechanism _mechanism;
    private readonly Func<string, ScramCredential?> _find;
    private readonly byte[] _secret;
    private readonly string _ownNonce;
    private ScramCredential? _credential;
    private bool _isKnown;
    private string _clientFirstBare = "";
    private string _serverFirst = "";
    private string _nonce = "";
    private string _channelBinding = "";

    /// <summary>Begins an exchange.</summary>
    /// <param name="mechanism">The mechanism.</param>
    /// <param name="find">The credential of a user, null for one who does not exist.</param>
    /// <param name="secret">Random bytes, the same for every exchange: unknown users get a salt made with it, so that they look like known ones.</param>
    public ScramServerExchange(ScramMechanism mechanism, Func<string, ScramCredential?> find, ReadOnlyMemory<byte> secret)
        : this(mechanism, find, secret, Convert.ToBase64String(RandomNumberGenerator.GetBytes(18)))
    {
    }

    internal ScramServerExchange(ScramMechanism mechanism, Func<string, ScramCredential?> find, ReadOnlyMemory<byte> secret, string ownNonce)
    {
        ArgumentNullException.ThrowIfNull(mechanism);
        ArgumentNullException.ThrowIfNull(find);
        _mechanism = mechanism;
        _find = find;
        _secret = secret.ToArray();
        _ownNonce = ownNonce;
    }

    /// <summary>Who the client says it is, after <see cref="Start"/>.</summary>
    public string UserName { get; private set; } = "";

    /// <summary>Takes the client's first message.</summary>
    /// <param name="clientFirst">The message.</param>
    /// <returns>The server's first message.</returns>
    /// <exception cref="ScramException">The message is none, or asks for what is not supported.</exception>
    public byte[] Start(ReadOnlySpan<byte> clientFirst)
    {
        string text = ScramMessage.Decode(clientFirst);
        int header = HeaderLength(text, out string authorization);
        _channelBinding = Convert.ToBase64String(ScramMessage.Encode(text[..header]));
        _clientFirstBare = text[header..];
        var message = new ScramMessage(text, header);
        string name = message.Take('n');
        UserName = ToUserName(name);
        string clientNonce = message.Take('r');
        if (clientNonce.Length == 0 || (authorization.Length > 0 && authorization != name))
        {
            throw new ScramException("The client's nonce is empty, or it wants to act for somebody else");
        }

        ScramCredential? found = _find(UserName);
        _isKnown = found is not null && found.Mechanism == _mechanism;
        _credential = _isKnown ? found! : ScramCredential.ForUnknown(_mechanism, UserName, _secret, ScramCredential.DefaultIterations);
        _nonce = clientNonce + _ownNonce;
        _serverFirst = string.Create(CultureInfo.InvariantCulture, $"r={_nonce},s={Convert.ToBase64String(_credential.Salt.Span)},i={_credential.Iterations}");
        return ScramMessage.Encode(_serverFirst);
    }

    /// <summary>Takes the client's final message.</summary>
    /// <param name="clientFinal">The message.</param>
    /// <returns>The server's final message; null when the client could not prove that it knows the password.</returns>
    /// <exception cref="ScramException">The message is none, or belongs to another exchange.</exception>
    public byte[]? Finish(ReadOnlySpan<byte> clientFinal)
    {
        ScramCredential credential = _credential ?? throw new ScramException("The client's final message came first");
        _credential = null;
        string text = ScramMessage.Decode(clientFinal);
        var message = new ScramMessage(text);
        string binding = message.Take('c');
        string nonce = message.Take('r');
        message.SkipUntil('p');
        int proofAt = message.Position;
        byte[] proof = message.TakeBase64('p');
        if (binding != _channelBinding || nonce != _nonce || proof.Length != _mechanism.Size || !message.IsAtEnd)
        {
            throw new ScramException("The client's final message does not belong to its first one");
        }

        byte[] authMessage = ScramMessage.Encode($"{_clientFirstBare},{_serverFirst},{text[..(proofAt - 1)]}");
        byte[] clientKey = _mechanism.Hmac(credential.StoredKey.Span, authMessage);
        for (int i = 0; i < clientKey.Length; i++)
        {
            clientKey[i] ^= proof[i];
        }

        bool isRight = CryptographicOperations.FixedTimeEquals(_mechanism.Digest(clientKey), credential.StoredKey.Span);
        return isRight && _isKnown
            ? ScramMessage.Encode($"v={Convert.ToBase64String(_mechanism.Hmac(credential.ServerKey.Span, authMessage))}")
            : null;
    }

    // gs2-header = ("n" / "y" / "p=" name) "," ["a=" saslname] ","
    private static int HeaderLength(string text, out string authorization)
    {
        int first = text.IndexOf(',', StringComparison.Ordinal);
        int second = first < 0 ? -1 : text.IndexOf(',', first + 1);
        if (first != 1 || text[0] is not ('n' or 'y') || second < 0)
        {
            throw new ScramException("The client's first message does not begin with \"n,,\"; channel binding is not supported");
        }

        authorization = text[(first + 1)..second];
        if (authorization.Length > 0)
        {
            authorization = authorization.StartsWith("a=", StringComparison.Ordinal)
                ? authorization[2..]
                : throw new ScramException("The client's first message has a bad header");
        }

        return second + 1;
    }

    private static string ToUserName(string name)
    {
        string rest = name.Replace("=2C", "", StringComparison.Ordinal).Replace("=3D", "", StringComparison.Ordinal);
        if (rest.Contains('=', StringComparison.Ordinal))
        {
            throw new ScramException("The user name has a \"=\" that is not written as \"=3D\"");
        }

        try
        {
            return SaslText.Prepare(name.Replace("=2C", ",", StringComparison.Ordinal).Replace("=3D", "=", StringComparison.Ordinal), nameof(name));
        }
        catch (ArgumentException e)
        {
            throw new ScramException("The user name is not one", e);
        }
    }
}
