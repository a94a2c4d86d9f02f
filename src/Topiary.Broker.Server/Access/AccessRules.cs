namespace Topiary.Broker.Server;

/// <summary>The rules of the configuration file: the first one that fits decides, and what none fits is forbidden.</summary>
/// <remarks>Threading: any thread; immutable.</remarks>
internal sealed class AccessRules(IReadOnlyList<AccessRule> rules) : IAuthorizer
{
    // A filter that is allowed as a whole may reach topics that an earlier rule forbids; then each delivery is looked at.
    private readonly bool _hasHoles = rules.Any(rule => !rule.Allow && rule.Action != AccessAction.Publish);

    /// <inheritdoc/>
    public bool ChecksDelivery => _hasHoles;

    /// <inheritdoc/>
    public ValueTask<bool> AuthorizeAsync(AuthorizationRequest request, CancellationToken cancellationToken)
    {
        foreach (AccessRule rule in rules)
        {
            if (rule.Fits(request))
            {
                return ValueTask.FromResult(rule.Allow);
            }
        }

        return ValueTask.FromResult(false);
    }
}
