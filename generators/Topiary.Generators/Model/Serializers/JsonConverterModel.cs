namespace Topiary.Generators.Model;

/// <summary>Serializer of a type that is left to a converter of the user's.</summary>
/// <param name="ClassName">Name of the serializer class.</param>
/// <param name="Type">Full name of the type.</param>
/// <param name="Converter">Full name of the converter.</param>
internal sealed record JsonConverterModel(string ClassName, string Type, string Converter) : SerializerModel(ClassName, Type);
