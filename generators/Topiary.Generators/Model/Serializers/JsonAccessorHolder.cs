namespace Topiary.Generators.Model;

/// <summary>A generic class for accessors: an accessor must name its generic owner by type parameters.</summary>
/// <param name="Name">Name of the class.</param>
/// <param name="Parameters">Type parameters, <c>&lt;T&gt;</c>.</param>
/// <param name="Constraints">Constraint clauses, or empty.</param>
/// <param name="Arguments">Type arguments for the type at hand, <c>&lt;int&gt;</c>.</param>
internal sealed record JsonAccessorHolder(string Name, string Parameters, string Constraints, string Arguments);
