namespace Topiary.Generators.Parsing;

/// <summary>Why a type has no generated JSON serializer.</summary>
/// <param name="Place">The member at which it fails, or the type itself.</param>
/// <param name="Reason">What is wrong and what to do, as the end of a sentence that begins with the place.</param>
internal sealed record JsonRefusal(string Place, string Reason);
