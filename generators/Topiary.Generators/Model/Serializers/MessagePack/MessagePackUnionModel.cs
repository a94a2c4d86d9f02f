namespace Topiary.Generators.Model;

/// <summary>Serializer of a type that stands for derived types: an array of a key and the derived type's value.</summary>
/// <param name="ClassName">Name of the serializer class.</param>
/// <param name="Type">Full name of the type.</param>
/// <param name="Cases">The derived types.</param>
internal sealed record MessagePackUnionModel(
    string ClassName,
    string Type,
    EquatableArray<MessagePackCaseModel> Cases) : MessagePackModel(ClassName, Type);
