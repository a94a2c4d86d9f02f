namespace Topiary.Generators.Model;

/// <summary>Serializer of <c>OneOf&lt;…&gt;</c>, a value that is told apart by its form.</summary>
/// <param name="ClassName">Name of the serializer class.</param>
/// <param name="Type">Full name of the type.</param>
/// <param name="Cases">What it may be, in order.</param>
internal sealed record JsonUnionModel(string ClassName, string Type, EquatableArray<JsonUnionCase> Cases) : SerializerModel(ClassName, Type);
