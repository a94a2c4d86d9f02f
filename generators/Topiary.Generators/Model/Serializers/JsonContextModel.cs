namespace Topiary.Generators.Model;

/// <summary>Serializer of a type that is left to the user's own <c>JsonSerializerContext</c>.</summary>
/// <param name="ClassName">Name of the serializer class.</param>
/// <param name="Type">Full name of the type.</param>
/// <param name="Context">Full name of the context.</param>
internal sealed record JsonContextModel(string ClassName, string Type, string Context) : SerializerModel(ClassName, Type);
