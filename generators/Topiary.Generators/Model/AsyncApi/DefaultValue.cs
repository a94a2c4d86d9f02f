namespace Topiary.Generators.Model;

/// <summary>The default value of a parameter.</summary>
/// <param name="Kind">The kind of JSON value that it is.</param>
/// <param name="Text">Its text, for a string without quotes.</param>
internal sealed record DefaultValue(JsonKinds Kind, string Text);
