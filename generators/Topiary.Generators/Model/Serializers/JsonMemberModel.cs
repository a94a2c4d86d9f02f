namespace Topiary.Generators.Model;

/// <summary>One member of a type that is a JSON object.</summary>
/// <param name="JsonName">Name in JSON.</param>
/// <param name="Member">Name in C#, escaped where it is a keyword.</param>
/// <param name="Value">How its value is written and read.</param>
/// <param name="CastTo">Type through which it is reached where a derived type hides it; else null.</param>
/// <param name="Write">How it is written.</param>
/// <param name="Getter">Accessor that gets the value; null where the member itself can be used.</param>
/// <param name="Read">How it is read.</param>
/// <param name="Setter">Accessor that sets the value; null where the member itself can be used.</param>
/// <param name="IsRequired">Whether a document without it is refused.</param>
internal sealed record JsonMemberModel(
    string JsonName,
    string Member,
    JsonValueModel Value,
    string? CastTo,
    JsonMemberWrite Write,
    JsonAccessorModel? Getter,
    JsonMemberRead Read,
    JsonAccessorModel? Setter,
    bool IsRequired);
