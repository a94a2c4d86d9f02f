namespace Topiary.Runtime;

/// <summary>What a contract declares about a topic that is a last will. Immutable; made once by generated code.</summary>
/// <param name="DelaySeconds">How long the broker waits before it publishes.</param>
/// <param name="PublishOnStop">Whether the message is also published when the application stops in order.</param>
public sealed record WillDeclaration(int DelaySeconds, bool PublishOnStop);
