namespace Topiary.Broker;

/// <summary>Decides who a client is. Called once for every CONNECT, before anything else is done for the client.</summary>
public interface IAuthenticator
{
    /// <summary>Checks what a client says about itself.</summary>
    /// <param name="request">Client identifier, user name, password and where it comes from.</param>
    /// <param name="cancellationToken">Fires when the connection has ended or the connect timeout has passed.</param>
    /// <returns>The client's principal, or why it is refused.</returns>
    ValueTask<AuthenticationResult> AuthenticateAsync(AuthenticationRequest request, CancellationToken cancellationToken);
}
