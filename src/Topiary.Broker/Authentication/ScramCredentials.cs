using System.Collections.Concurrent;
using Topiary.Protocol;

namespace Topiary.Broker;

/// <summary>The users that may log in by SCRAM, with what their passwords are checked by. It never holds a password.</summary>
/// <remarks>Threading: any thread; changes count from the next exchange on.</remarks>
public sealed class ScramCredentials
{
    private readonly ConcurrentDictionary<(string UserName, ScramMechanism Mechanism), ScramCredential> _credentials = new();

    /// <summary>Number of credentials.</summary>
    public int Count => _credentials.Count;

    /// <summary>Lets a user log in by the mechanism of a credential, in place of an earlier one for the same mechanism.</summary>
    /// <param name="userName">The user's name, which becomes its principal.</param>
    /// <param name="credential">What the password is checked by.</param>
    public void Set(string userName, ScramCredential credential)
    {
        ArgumentException.ThrowIfNullOrEmpty(userName);
        ArgumentNullException.ThrowIfNull(credential);
        _credentials[(userName, credential.Mechanism)] = credential;
    }

    /// <summary>Lets a user log in by SCRAM-SHA-256 and SCRAM-SHA-512 with a password, which is not kept.</summary>
    /// <param name="userName">The user's name, which becomes its principal.</param>
    /// <param name="password">The password.</param>
    /// <param name="iterations">How often it is hashed.</param>
    /// <exception cref="ArgumentException">The password is empty or has characters that passwords cannot have (RFC 4013).</exception>
    public void SetPassword(string userName, string password, int iterations = ScramCredential.DefaultIterations)
    {
        Set(userName, ScramCredential.Create(ScramMechanism.Sha256, password, iterations));
        Set(userName, ScramCredential.Create(ScramMechanism.Sha512, password, iterations));
    }

    /// <summary>Lets a user log in no more. Who is connected stays so.</summary>
    /// <param name="userName">The user's name.</param>
    /// <returns>True when there was such a user.</returns>
    public bool Remove(string userName)
        => _credentials.TryRemove((userName, ScramMechanism.Sha256), out _) | _credentials.TryRemove((userName, ScramMechanism.Sha512), out _);

    /// <summary>What a user's password is checked by.</summary>
    /// <param name="userName">The user's name.</param>
    /// <param name="mechanism">The mechanism.</param>
    /// <returns>The credential; null for an unknown user, or one without this mechanism.</returns>
    public ScramCredential? Find(string userName, ScramMechanism mechanism) => _credentials.GetValueOrDefault((userName, mechanism));
}
