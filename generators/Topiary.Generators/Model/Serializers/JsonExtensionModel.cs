namespace Topiary.Generators.Model;

/// <summary>The member that keeps what no other member has a name for.</summary>
/// <param name="Member">Name in C#, escaped where it is a keyword.</param>
/// <param name="Holder">Full name of the type in which unknown members are collected: a dictionary or a <c>JsonObject</c>.</param>
/// <param name="Creation">Type of the member's own that is created where it has none; null where the collected ones become its value.</param>
/// <param name="IsReplaced">Whether what the member has already cannot be added to, so that it gets a new value with both.</param>
/// <param name="CastTo">Type through which it is reached where a derived type hides it; else null.</param>
/// <param name="Getter">Accessor that gets the value; null where the member itself can be used.</param>
/// <param name="Setter">Accessor that sets the value; null where the member itself can be used.</param>
/// <param name="HasSetter">Whether it can be set at all.</param>
internal sealed record JsonExtensionModel(
    string Member,
    string Holder,
    string? Creation,
    bool IsReplaced,
    string? CastTo,
    JsonAccessorModel? Getter,
    JsonAccessorModel? Setter,
    bool HasSetter);
