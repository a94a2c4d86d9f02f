namespace Topiary.Generators.Model;

/// <summary>An enum used as a level: one class that formats and parses it is emitted per assembly.</summary>
/// <param name="ClassName">Name of the class in <c>Topiary.Generated</c>; unique for the type.</param>
/// <param name="Type">The enum with <c>global::</c>.</param>
/// <param name="Members">Its members, one for each distinct value.</param>
internal sealed record EnumLevelModel(string ClassName, string Type, EquatableArray<EnumMemberModel> Members);
