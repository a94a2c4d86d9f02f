namespace Topiary.Generators.Model;

/// <summary>How a topic is a last will.</summary>
/// <param name="DelaySeconds">How long the broker waits before it publishes.</param>
/// <param name="PublishOnStop">Whether the message is also published when the application stops in order.</param>
internal sealed record WillModel(int DelaySeconds, bool PublishOnStop);
