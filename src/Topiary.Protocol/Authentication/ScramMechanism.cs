using System.Security.Cryptography;

namespace Topiary.Protocol;

/// <summary>One of the SCRAM mechanisms (RFC 5802, RFC 7677), without channel binding. Immutable.</summary>
public sealed class ScramMechanism
{
    internal ScramMechanism(string name, HashAlgorithmName hash, int size)
    {
        Name = name;
        Hash = hash;
        Size = size;
    }

    /// <summary>SCRAM-SHA-256.</summary>
    public static ScramMechanism Sha256 { get; } = new("SCRAM-SHA-256", HashAlgorithmName.SHA256, SHA256.HashSizeInBytes);

    /// <summary>SCRAM-SHA-512.</summary>
    public static ScramMechanism Sha512 { get; } = new("SCRAM-SHA-512", HashAlgorithmName.SHA512, SHA512.HashSizeInBytes);

    /// <summary>Its name, which is the Authentication Method of MQTT.</summary>
    public string Name { get; }

    internal HashAlgorithmName Hash { get; }

    /// <summary>Bytes of the hash.</summary>
    internal int Size { get; }

    /// <summary>The mechanism with a name.</summary>
    /// <param name="name">For instance <c>SCRAM-SHA-256</c>.</param>
    /// <returns>The mechanism; null for any other name.</returns>
    public static ScramMechanism? Find(string name) => name switch
    {
        "SCRAM-SHA-256" => Sha256,
        "SCRAM-SHA-512" => Sha512,
        _ => null,
    };

    /// <summary>The name.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => Name;

    internal byte[] Hmac(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data) => CryptographicOperations.HmacData(Hash, key, data);

    internal byte[] Digest(ReadOnlySpan<byte> data) => CryptographicOperations.HashData(Hash, data);

    internal byte[] SaltPassword(string password, ReadOnlySpan<byte> salt, int iterations)
        => Rfc2898DeriveBytes.Pbkdf2(System.Text.Encoding.UTF8.GetBytes(password), salt, iterations, Hash, Size);

    internal byte[] ClientKey(ReadOnlySpan<byte> saltedPassword) => Hmac(saltedPassword, "Client Key"u8);

    internal byte[] ServerKey(ReadOnlySpan<byte> saltedPassword) => Hmac(saltedPassword, "Server Key"u8);
}
