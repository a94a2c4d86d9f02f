using System.Text;
using Topiary.Protocol;

namespace Topiary.Broker;

/// <summary>The one place where it is decided what a client may do and receive.</summary>
internal sealed class Authorization(MqttBrokerOptions options, BrokerClock clock, Log log)
{
    private readonly IAuthorizer? _authorizer = options.Authorizer;
    private readonly long _lifetime = (long)options.AuthorizationCacheLifetime.TotalMilliseconds;

    /// <summary>Whether every client may do everything, so that nothing need be asked.</summary>
    public bool IsOpen => _authorizer is null;

    /// <summary>Whether each delivery is asked about.</summary>
    public bool ChecksDelivery { get; } = options.Authorizer is { ChecksDelivery: true };

    public async ValueTask<bool> IsAllowedAsync(AuthorizationRequest request, CancellationToken cancellationToken)
    {
        if (_authorizer is null)
        {
            return true;
        }

        bool isAllowed;
        try
        {
            isAllowed = await _authorizer.AuthorizeAsync(request, cancellationToken).ConfigureAwait(false);
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

    /// <summary>Who of those that match may have a message.</summary>
    public async ValueTask<Recipients> FindRecipientsAsync(Match match, ReadOnlyMemory<byte> topic, CancellationToken cancellationToken)
    {
        HashSet<Session>? denied = null;
        foreach (Receiver receiver in match.Receivers)
        {
            denied = await AskAsync(receiver.Session, topic, denied, cancellationToken).ConfigureAwait(false);
        }

        foreach (SharedGroup group in match.Groups)
        {
            foreach (Subscription member in group.Members)
            {
                denied = await AskAsync(member.Session, topic, denied, cancellationToken).ConfigureAwait(false);
            }
        }

        return new Recipients(match, denied);
    }

    /// <summary>Whether a session may receive the messages of a topic.</summary>
    public async ValueTask<bool> MayReceiveAsync(Session session, ReadOnlyMemory<byte> topic, CancellationToken cancellationToken)
    {
        if (session.Rights.Find(topic.Span, clock.Now) is { } known)
        {
            return known;
        }

        var request = new AuthorizationRequest(
            AuthorizedAction.Receive, Encoding.UTF8.GetString(topic.Span), session.ClientId, session.Principal, QoS.AtMostOnce, false);
        bool isAllowed = await IsAllowedAsync(request, cancellationToken).ConfigureAwait(false);
        session.Rights.Set(topic.Span, isAllowed, clock.Now + _lifetime);
        return isAllowed;
    }

    /// <summary>Whether a session may have a retained message, and whoever published it still may.</summary>
    public async ValueTask<bool> MayDeliverRetainedAsync(Session session, RetainedTopic topic, CancellationToken cancellationToken)
        => await MayReceiveAsync(session, topic.Name, cancellationToken).ConfigureAwait(false)
            && (topic.Message is not { } message || await MayStillPublishAsync(message, cancellationToken).ConfigureAwait(false));

    /// <summary>Whether the publisher of a retained message may publish it now.</summary>
    public ValueTask<bool> MayStillPublishAsync(StoredMessage message, CancellationToken cancellationToken) => message.PublisherId is not { } publisher
        ? ValueTask.FromResult(true)
        : IsAllowedAsync(
            new AuthorizationRequest(
                AuthorizedAction.Publish, Encoding.UTF8.GetString(message.Topic.Span), publisher, message.PublisherPrincipal, message.QoS, true),
            cancellationToken);

    /// <summary>Whether a client that has gone may publish its will now.</summary>
    public ValueTask<bool> MayStillPublishAsync(Session publisher, Topic topic, in PublishPacket will) => IsAllowedAsync(
        new AuthorizationRequest(AuthorizedAction.Publish, topic.Text, publisher.ClientId, publisher.Principal, will.QoS, will.Retain), CancellationToken.None);

    /// <summary>Decides about what waits for the shared subscriptions of a session.</summary>
    public async ValueTask AskAboutSharesAsync(Session session, CancellationToken cancellationToken)
    {
        foreach (Subscription share in session.Shares)
        {
            foreach (ReadOnlyMemory<byte> topic in share.Group!.GetTopics())
            {
                await MayReceiveAsync(session, topic, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Decides about what waits for a shared subscription for each of its members, and offers it to them.</summary>
    public async Task OfferAsync(SharedGroup group)
    {
        foreach (ReadOnlyMemory<byte> topic in group.GetTopics())
        {
            foreach (Subscription member in group.Members)
            {
                await MayReceiveAsync(member.Session, topic, CancellationToken.None).ConfigureAwait(false);
            }
        }

        var flush = new FlushSet();
        group.OfferToMembers(flush);
        flush.Flush();
    }

    private async ValueTask<HashSet<Session>?> AskAsync(
        Session session, ReadOnlyMemory<byte> topic, HashSet<Session>? denied, CancellationToken cancellationToken)
    {
        if (!await MayReceiveAsync(session, topic, cancellationToken).ConfigureAwait(false))
        {
            (denied ??= []).Add(session);
        }

        return denied;
    }
}
