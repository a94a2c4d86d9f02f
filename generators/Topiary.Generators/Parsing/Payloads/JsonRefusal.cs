namespace Topiary.Generators.Parsing;

/// <summary>Why a type has no generated JSON serializer.</summary>
/// <param name="Type">The type.</param>
/// <param name="Member">The member at which it fails, or the type itself.</param>
/// <param name="Reason">What is wrong and what to do, as the end of a sentence.</param>
internal sealed record JsonRefusal(string Type, string Member, string Reason);
