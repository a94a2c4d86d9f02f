using System.Text;
using Topiary.Protocol;

namespace Topiary.Broker.Server;

/// <summary>One entry of <c>access</c> in the configuration file. User and client identifier are compared as they are; nothing is put into the filter.</summary>
/// <param name="User">Only this user; null: everybody.</param>
/// <param name="ClientId">Only this client identifier; null: any.</param>
/// <param name="Action">What it is about.</param>
/// <param name="Filter">The topics that it is about, as a topic filter.</param>
/// <param name="Allow">Whether it allows or forbids.</param>
internal sealed record AccessRule(string? User, string? ClientId, AccessAction Action, string Filter, bool Allow)
{
    private readonly byte[] _filter = Encoding.UTF8.GetBytes(Filter);

    /// <summary>Whether it decides about a request.</summary>
    public bool Fits(in AuthorizationRequest request)
    {
        if ((User is not null && User != request.Principal) || (ClientId is not null && ClientId != request.ClientId))
        {
            return false;
        }

        // Who may subscribe to a topic may receive it, and nobody else.
        AccessAction action = request.Action == AuthorizedAction.Publish ? AccessAction.Publish : AccessAction.Subscribe;
        if (Action != AccessAction.Any && Action != action)
        {
            return false;
        }

        return request.Action == AuthorizedAction.Subscribe
            ? Covers(Filter, request.Topic)
            : TopicMatcher.Matches(_filter, Encoding.UTF8.GetBytes(request.Topic));
    }

    /// <summary>Whether every topic that a filter matches is matched by another one too.</summary>
    internal static bool Covers(string wide, string narrow)
    {
        if (narrow[0] == '$' && wide[0] is '#' or '+')
        {
            return false;
        }

        string[] wideLevels = wide.Split('/');
        string[] narrowLevels = narrow.Split('/');
        for (int i = 0; i < wideLevels.Length; i++)
        {
            if (wideLevels[i] == "#")
            {
                return true;
            }

            // "a/+/#" is the same as "a/#" less the topic "a", so that nothing but '#' stands for a '#'.
            if (i == narrowLevels.Length || narrowLevels[i] == "#" || (wideLevels[i] != "+" && wideLevels[i] != narrowLevels[i]))
            {
                return false;
            }
        }

        return wideLevels.Length == narrowLevels.Length;
    }
}
