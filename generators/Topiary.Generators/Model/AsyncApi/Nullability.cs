namespace Topiary.Generators.Model;

/// <summary>Where a type allows null, its arguments or elements included: serializers are the same for <c>string</c> and <c>string?</c>.</summary>
/// <param name="CanBeNull">Whether the type itself does.</param>
/// <param name="Arguments">Its type arguments, or the element of an array.</param>
internal sealed record Nullability(bool CanBeNull, EquatableArray<Nullability> Arguments);
