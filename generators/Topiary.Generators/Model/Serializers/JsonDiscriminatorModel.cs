namespace Topiary.Generators.Model;

/// <summary>What tells a derived type from its siblings: an additional member of its JSON object.</summary>
/// <param name="Property">Name of the member.</param>
/// <param name="Text">Its value where that is a string; else null.</param>
/// <param name="Number">Its value where that is a number; else null.</param>
internal sealed record JsonDiscriminatorModel(string Property, string? Text, int? Number);
