namespace Topiary.Generators.Model;

/// <summary>What readers of a document want to know about a type and generated code does not need.</summary>
/// <param name="Type">Full name of the type.</param>
/// <param name="Text">Its summary; empty for none.</param>
/// <param name="Methods">Methods of a contract or a handler.</param>
/// <param name="Members">Properties and fields of a payload.</param>
/// <param name="Values">Values of an enum, in the order of declaration.</param>
internal sealed record TypeNotes(
    string Type,
    string Text,
    EquatableArray<MethodNotes> Methods,
    EquatableArray<MemberNotes> Members,
    EquatableArray<ValueNotes> Values);
