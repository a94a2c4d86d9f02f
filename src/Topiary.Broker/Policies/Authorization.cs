namespace Topiary.Broker;

/// <summary>The one place where it is decided what a client may do.</summary>
internal sealed class Authorization(IAuthorizer? authorizer, Log log)
{
    /// <summary>Whether every client may do everything, so that nothing need be asked.</summary>
    public bool IsOpen => authorizer is null;

    public async ValueTask<bool> IsAllowedAsync(AuthorizationRequest request, CancellationToken cancellationToken)
    {
        if (authorizer is null)
        {
            return true;
        }

        bool isAllowed;
        try
        {
            isAllowed = await authorizer.AuthorizeAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // User code: whatever it throws, nothing is allowed by it.
            log.AuthorizerFailed(e, request.ClientId, request.Topic);
            return false;
        }

        if (!isAllowed)
        {
            log.NotAuthorized(request.ClientId, request.Action, request.Topic);
        }

        return isAllowed;
    }
}
