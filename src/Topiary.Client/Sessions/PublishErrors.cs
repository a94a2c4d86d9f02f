namespace Topiary.Client;

/// <summary>What a publish that did not succeed is told.</summary>
internal static class PublishErrors
{
    public static Exception NotStarted() => new MqttDisconnectedException("The client is not connected and not connecting; call ConnectAsync first.");

    public static ArgumentException InvalidTopic(PublishFrame frame) => new(
        frame.Topic.IsEmpty
            ? "A message needs a topic; it is empty."
            : $"'{frame.TopicText()}' is no topic to publish to: it holds a wildcard ('+' or '#') or U+0000, is no UTF-8, or has more than 65,535 bytes.",
        nameof(frame));

    /// <summary>For a message whose time is over, by how far it has come.</summary>
    public static TimeoutException TimedOut(PublishFrame frame, PublishFlow flow, TimeSpan timeout)
    {
        string state = frame.Place switch
        {
            FramePlace.Overflow => $"the client's queue is full ({flow.Queue.Count} messages, {flow.Queue.Bytes} bytes). The message was not sent.",
            FramePlace.Queued when !flow.InFlight.HasQuota => $"the broker's Receive Maximum of {flow.InFlight.QuotaMaximum} is used up by unacknowledged messages. The message was not sent.",
            FramePlace.Queued => "the connection is too slow for what is queued. The message was not sent.",
            FramePlace.AwaitsPubComp => "the broker has taken the message over but not answered PUBREL.",
            _ => "the broker has not acknowledged the message, which may still be delivered.",
        };
        return new TimeoutException($"Publish to '{frame.TopicText()}' (QoS {(int)frame.QoS}) timed out after {timeout}: {state}");
    }
}
