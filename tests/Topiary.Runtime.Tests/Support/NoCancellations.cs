using Topiary.Broker;

namespace Topiary.Runtime.Tests;

/// <summary>A broker that lets nobody say or hear that a request is cancelled.</summary>
internal sealed class NoCancellations : IAuthorizer
{
    public ValueTask<bool> AuthorizeAsync(AuthorizationRequest request, CancellationToken cancellationToken) =>
        new(!request.Topic.StartsWith("topiary/cancel/", StringComparison.Ordinal));
}
