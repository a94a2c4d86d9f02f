namespace Topiary.Fuzz;

/// <summary>What a step does.</summary>
internal enum StepKind
{
    Connect,
    Subscribe,
    Unsubscribe,
    Publish,
    Acknowledge,
    Release,
    Repeat,
    Cut,
    Disconnect,
    Misbehave,
    Stray,
    Ping,
    ChangeRights,
    Advance,
}
