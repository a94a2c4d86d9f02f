namespace Topiary.Devices.Tests;

/// <summary>One call of a handler.</summary>
/// <param name="Member">The contract's method.</param>
/// <param name="Payload">The payload that it was given.</param>
/// <param name="Again">Publishes the same through the contract.</param>
public sealed record Arrival(string Member, object? Payload, Func<IServiceProvider, ValueTask> Again);
