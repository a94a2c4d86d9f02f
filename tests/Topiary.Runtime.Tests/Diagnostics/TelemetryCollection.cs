namespace Topiary.Runtime.Tests;

/// <summary>Listeners hear of the whole process: what uses one runs while no other test does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TelemetryCollection
{
    public const string Name = "Telemetry";
}
