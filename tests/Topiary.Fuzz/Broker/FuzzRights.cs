using Topiary.Broker;

namespace Topiary.Fuzz;

/// <summary>Who may do what: everything, but for what was forbidden. The broker and the model ask the same one.</summary>
internal sealed class FuzzRights(bool checksDelivery) : IAuthorizer
{
    private readonly HashSet<(string ClientId, AuthorizedAction Action, string Topic)> _forbidden = [];

    public bool ChecksDelivery => checksDelivery;

    public bool MayPublish(string clientId, string topic) => Allows(clientId, AuthorizedAction.Publish, topic);

    public bool MaySubscribe(string clientId, string topicFilter) => Allows(clientId, AuthorizedAction.Subscribe, topicFilter);

    public bool MayReceive(string clientId, string topic) => !checksDelivery || Allows(clientId, AuthorizedAction.Receive, topic);

    /// <summary>Forbids what was allowed, or the other way round.</summary>
    public void Change(string clientId, AuthorizedAction action, string topic)
    {
        if (!_forbidden.Remove((clientId, action, topic)))
        {
            _forbidden.Add((clientId, action, topic));
        }
    }

    public ValueTask<bool> AuthorizeAsync(AuthorizationRequest request, CancellationToken cancellationToken)
        => ValueTask.FromResult(Allows(request.ClientId, request.Action, request.Topic));

    private bool Allows(string clientId, AuthorizedAction action, string topic) => !_forbidden.Contains((clientId, action, topic));
}
