namespace Topiary.Generators.Model;

/// <summary>A derived type that a union may stand for.</summary>
/// <param name="Key">Number that tells it from the others.</param>
/// <param name="Value">How its value is written and read.</param>
internal sealed record MessagePackCaseModel(int Key, MessagePackValueModel Value);
