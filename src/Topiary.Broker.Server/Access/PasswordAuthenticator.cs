using System.Text;
using Topiary.Protocol;

namespace Topiary.Broker.Server;

/// <summary>Checks user name and password by the same credentials that SCRAM uses, so that no password is kept.</summary>
/// <remarks>Threading: any thread. Hashing takes milliseconds on purpose, so it is done off the read loop.</remarks>
internal sealed class PasswordAuthenticator(ScramCredentials credentials) : IAuthenticator
{
    // Checked for users that do not exist, so that the time that an answer takes does not tell whether one does.
    private static readonly ScramCredential s_nobody = ScramCredential.Create(ScramMechanism.Sha256, Guid.NewGuid().ToString("N"));

    /// <inheritdoc/>
    public async ValueTask<AuthenticationResult> AuthenticateAsync(AuthenticationRequest request, CancellationToken cancellationToken)
    {
        bool isKnown = await Task.Run(() => IsKnown(request), cancellationToken).ConfigureAwait(false);
        return isKnown ? AuthenticationResult.Success(request.UserName) : AuthenticationResult.Refuse();
    }

    private bool IsKnown(AuthenticationRequest request)
    {
        ScramCredential? credential = request.UserName is { } name
            ? credentials.Find(name, ScramMechanism.Sha256) ?? credentials.Find(name, ScramMechanism.Sha512)
            : null;
        string password = Encoding.UTF8.GetString((request.Password ?? default).Span);
        return (credential ?? s_nobody).Matches(password) && credential is not null;
    }
}
