namespace Topiary.Generators.Model;

/// <summary>Serializer of a tuple or a pair, an array of its parts.</summary>
/// <param name="ClassName">Name of the serializer class.</param>
/// <param name="Type">Full name of the type.</param>
/// <param name="IsReference">Whether the type is a reference type.</param>
/// <param name="Parts">The parts.</param>
internal sealed record MessagePackTupleModel(
    string ClassName,
    string Type,
    bool IsReference,
    EquatableArray<MessagePackPartModel> Parts) : MessagePackModel(ClassName, Type);
