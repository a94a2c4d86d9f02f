namespace Topiary.Generators.Model;

/// <summary>An argument of a call to a handler's method.</summary>
/// <param name="Role">What it is.</param>
/// <param name="Text">Name of the level; for options, the expression to pass; else empty.</param>
internal readonly record struct ArgumentModel(ParameterRole Role, string Text = "");
