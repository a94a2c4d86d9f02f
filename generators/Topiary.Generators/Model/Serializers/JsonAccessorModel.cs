namespace Topiary.Generators.Model;

/// <summary>An <c>UnsafeAccessor</c> to a member that C# does not let generated code use.</summary>
/// <param name="Kind">Kind: <c>Method</c>, <c>Field</c> or <c>Constructor</c>.</param>
/// <param name="Target">Name of the method or field in metadata.</param>
/// <param name="Name">Name of the accessor.</param>
/// <param name="Signature">Return type and parameters, with <c>{0}</c> in the place of the name.</param>
/// <param name="Holder">Generic class that holds it, for a member of a generic type; else null.</param>
internal sealed record JsonAccessorModel(string Kind, string Target, string Name, string Signature, JsonAccessorHolder? Holder);
