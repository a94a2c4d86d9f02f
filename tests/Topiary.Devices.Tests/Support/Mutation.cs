namespace Topiary.Devices.Tests;

/// <summary>A message that a product might send.</summary>
/// <param name="Kind">How it was changed.</param>
/// <param name="Place">Where.</param>
/// <param name="Text">The payload.</param>
/// <param name="MustBeRead">Whether every contract has to take it: what products do with any new version.</param>
internal sealed record Mutation(string Kind, string Place, string Text, bool MustBeRead)
{
    public override string ToString() => $"{Kind} {Place}";
}
