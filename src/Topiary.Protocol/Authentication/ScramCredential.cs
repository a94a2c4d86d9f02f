using System.Globalization;
using System.Security.Cryptography;

namespace Topiary.Protocol;

/// <summary>
/// What a server keeps of a user's password for one SCRAM mechanism (RFC 5802, section 3). It lets nobody in who gets hold of it, but passwords that are
/// easy to guess can be guessed with it. Immutable.
/// </summary>
public sealed class ScramCredential
{
    /// <summary>Iterations of <see cref="Create"/> where none are given.</summary>
    public const int DefaultIterations = 15_000;

    /// <summary>Fewest iterations (RFC 7677, section 4).</summary>
    public const int LeastIterations = 4096;

    /// <summary>Most iterations; a peer that asks for more is refused.</summary>
    public const int MostIterations = 1_000_000;

    private const int SaltSize = 16;

    internal ScramCredential(ScramMechanism mechanism, byte[] salt, int iterations, byte[] storedKey, byte[] serverKey)
    {
        Mechanism = mechanism;
        Salt = salt;
        Iterations = iterations;
        StoredKey = storedKey;
        ServerKey = serverKey;
    }

    /// <summary>The mechanism that it is for.</summary>
    public ScramMechanism Mechanism { get; }

    /// <summary>Random bytes that keep equal passwords apart.</summary>
    public ReadOnlyMemory<byte> Salt { get; }

    /// <summary>How often the password is hashed.</summary>
    public int Iterations { get; }

    /// <summary>What the client's proof is checked with.</summary>
    public ReadOnlyMemory<byte> StoredKey { get; }

    /// <summary>What the server proves itself with.</summary>
    public ReadOnlyMemory<byte> ServerKey { get; }

    /// <summary>Makes one from a password, with a new salt.</summary>
    /// <param name="mechanism">The mechanism.</param>
    /// <param name="password">The password.</param>
    /// <param name="iterations">How often it is hashed: the more, the harder to guess, and the longer a client takes to log in.</param>
    /// <returns>The credential.</returns>
    /// <exception cref="ArgumentException">The password is empty or has characters that passwords cannot have (RFC 4013).</exception>
    public static ScramCredential Create(ScramMechanism mechanism, string password, int iterations = DefaultIterations)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(iterations, LeastIterations);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(iterations, MostIterations);
        return FromSalt(mechanism, password, RandomNumberGenerator.GetBytes(SaltSize), iterations);
    }

    /// <summary>Reads what <see cref="ToString"/> has written.</summary>
    /// <param name="text">For instance <c>SCRAM-SHA-256$15000:salt$stored:server</c>, the last three in Base64.</param>
    /// <returns>The credential.</returns>
    /// <exception cref="FormatException">The text is none.</exception>
    public static ScramCredential Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split('$');
        string[] salting = parts.Length == 3 ? parts[1].Split(':', 2) : [];
        string[] keys = parts.Length == 3 ? parts[2].Split(':', 2) : [];
        if (salting.Length != 2 || keys.Length != 2 || ScramMechanism.Find(parts[0]) is not { } mechanism
            || !int.TryParse(salting[0], NumberStyles.None, CultureInfo.InvariantCulture, out int iterations)
            || iterations is < LeastIterations or > MostIterations)
        {
            throw new FormatException("A SCRAM credential is \"MECHANISM$ITERATIONS:SALT$STOREDKEY:SERVERKEY\".");
        }

        var credential = new ScramCredential(
            mechanism, Convert.FromBase64String(salting[1]), iterations, Convert.FromBase64String(keys[0]), Convert.FromBase64String(keys[1]));
        return credential.Salt.Length > 0 && credential.StoredKey.Length == mechanism.Size && credential.ServerKey.Length == mechanism.Size
            ? credential
            : throw new FormatException($"The salt is empty, or the keys do not have the {mechanism.Size} bytes of {mechanism}.");
    }

    /// <summary>Whether a password is the one that it was made from; takes as long as making it.</summary>
    /// <param name="password">The password.</param>
    /// <returns>False also for what cannot be a password.</returns>
    public bool Matches(string password)
    {
        ArgumentNullException.ThrowIfNull(password);
        try
        {
            return CryptographicOperations.FixedTimeEquals(FromSalt(Mechanism, password, Salt.ToArray(), Iterations).StoredKey.Span, StoredKey.Span);
        }
        catch (ArgumentException)
        {
            // Empty, or with characters that no password has.
            return false;
        }
    }

    /// <summary>A text to keep it in a file; see <see cref="Parse"/>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Mechanism}${Iterations}:{Convert.ToBase64String(Salt.Span)}${Convert.ToBase64String(StoredKey.Span)}:{Convert.ToBase64String(ServerKey.Span)}");

    internal static ScramCredential FromSalt(ScramMechanism mechanism, string password, byte[] salt, int iterations)
    {
        ArgumentNullException.ThrowIfNull(mechanism);
        byte[] salted = mechanism.SaltPassword(SaslText.Prepare(password, nameof(password)), salt, iterations);
        return new ScramCredential(mechanism, salt, iterations, mechanism.Digest(mechanism.ClientKey(salted)), mechanism.ServerKey(salted));
    }

    /// <summary>For a user who does not exist: the same at each attempt, so that an attempt does not tell, and no password fits.</summary>
    internal static ScramCredential ForUnknown(ScramMechanism mechanism, string userName, ReadOnlySpan<byte> secret, int iterations)
    {
        byte[] salt = mechanism.Hmac(secret, System.Text.Encoding.UTF8.GetBytes(userName))[..SaltSize];
        return new ScramCredential(mechanism, salt, iterations, RandomNumberGenerator.GetBytes(mechanism.Size), RandomNumberGenerator.GetBytes(mechanism.Size));
    }
}
