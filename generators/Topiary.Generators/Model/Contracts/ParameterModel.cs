namespace Topiary.Generators.Model;

/// <summary>A parameter of a contract's method.</summary>
/// <param name="Name">Its name as text.</param>
/// <param name="Identifier">Its name as an identifier, escaped where it is a keyword.</param>
/// <param name="Type">Its type with <c>global::</c>, nullability included.</param>
/// <param name="Role">What it is for.</param>
internal readonly record struct ParameterModel(string Name, string Identifier, string Type, ParameterRole Role);
