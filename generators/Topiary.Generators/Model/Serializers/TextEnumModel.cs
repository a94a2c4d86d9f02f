namespace Topiary.Generators.Model;

/// <summary>Serializer of an enum whose payload is the name of a value.</summary>
/// <param name="ClassName">Name of the serializer class.</param>
/// <param name="Type">Full name of the enum.</param>
/// <param name="Values">Its values in the order of declaration, with the names that <c>[JsonStringEnumMemberName]</c> gives them.</param>
internal sealed record TextEnumModel(string ClassName, string Type, EquatableArray<JsonEnumValue> Values) : SerializerModel(ClassName, Type);
