namespace Topiary.Generators.Model;

/// <summary>One of the types that a <c>OneOf&lt;…&gt;</c> may be.</summary>
/// <param name="Value">How it is written and read.</param>
/// <param name="Kinds">The kinds of JSON value that it may be.</param>
/// <param name="Contested">Those of them that a later type takes too, where this one does not fit.</param>
internal sealed record JsonUnionCase(JsonValueModel Value, JsonKinds Kinds, JsonKinds Contested);
