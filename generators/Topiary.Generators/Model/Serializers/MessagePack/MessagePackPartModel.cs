namespace Topiary.Generators.Model;

/// <summary>One part of a tuple or a pair.</summary>
/// <param name="Member">Member that holds it.</param>
/// <param name="Value">How it is written and read.</param>
internal sealed record MessagePackPartModel(string Member, MessagePackValueModel Value);
