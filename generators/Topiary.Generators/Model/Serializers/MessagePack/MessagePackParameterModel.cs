namespace Topiary.Generators.Model;

/// <summary>One parameter of the constructor with which a type is read.</summary>
/// <param name="MemberIndex">Place of the member that has its value among the members.</param>
/// <param name="Default">Expression of the value that it has when the payload has none.</param>
internal sealed record MessagePackParameterModel(int MemberIndex, string Default);
