namespace Topiary.Generators.Model;

/// <summary>One parameter of the constructor with which a type is read.</summary>
/// <param name="MemberIndex">Place of the member that has its value; -1 where that is ignored.</param>
/// <param name="Type">Full name of its type.</param>
/// <param name="Default">Expression of the value that it has when the document has none.</param>
internal sealed record JsonParameterModel(int MemberIndex, string Type, string Default);
