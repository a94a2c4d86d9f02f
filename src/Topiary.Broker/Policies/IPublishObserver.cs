using Topiary.Protocol;

namespace Topiary.Broker;

/// <summary>Sees every message that the broker has accepted, before it is routed. For the test kit.</summary>
internal interface IPublishObserver
{
    /// <summary>A message was accepted. Called by the publisher's read loop; must not block.</summary>
    /// <param name="topic">UTF-8 of the topic, with an alias resolved.</param>
    /// <param name="packet">The message; its memory is valid during the call only.</param>
    void OnPublish(ReadOnlySpan<byte> topic, in PublishPacket packet);
}
