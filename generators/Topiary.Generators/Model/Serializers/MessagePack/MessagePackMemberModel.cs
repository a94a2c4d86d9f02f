namespace Topiary.Generators.Model;

/// <summary>One member of a type that is an array or a map.</summary>
/// <param name="Index">Its place in the array; -1 in a map.</param>
/// <param name="Name">Its key in the map; empty in an array.</param>
/// <param name="Member">Name in C#, escaped where it is a keyword.</param>
/// <param name="Value">How its value is written and read.</param>
/// <param name="CastTo">Type through which it is reached where a derived type hides it; else null.</param>
/// <param name="IsWritten">Whether it has a value to write.</param>
/// <param name="Getter">Accessor that gets the value; null where the member itself can be used.</param>
/// <param name="Read">How it is read.</param>
/// <param name="Setter">Accessor that sets the value; null where the member itself can be used.</param>
internal sealed record MessagePackMemberModel(
    int Index,
    string Name,
    string Member,
    MessagePackValueModel Value,
    string? CastTo,
    bool IsWritten,
    JsonAccessorModel? Getter,
    MessagePackMemberRead Read,
    JsonAccessorModel? Setter);
