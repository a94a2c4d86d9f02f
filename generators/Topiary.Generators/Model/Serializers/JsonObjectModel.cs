namespace Topiary.Generators.Model;

/// <summary>Serializer of a class, record or struct that is a JSON object.</summary>
/// <param name="ClassName">Name of the serializer class.</param>
/// <param name="Type">Full name of the type.</param>
/// <param name="IsReference">Whether the type is a reference type.</param>
/// <param name="Members">Members in the order in which they are written.</param>
/// <param name="Parameters">Parameters of the constructor.</param>
/// <param name="Creator">Accessor of the constructor; null where it can be called.</param>
/// <param name="FromDefault">Whether it is read into its default value, without a constructor.</param>
/// <param name="RefusesUnknown">Whether a name that no member has is an error.</param>
/// <param name="Callbacks">Interfaces with which the type wants to be told of being written and read.</param>
/// <param name="Extension">Member that keeps unknown members; null when there is none.</param>
/// <param name="Discriminator">What tells the type from its siblings where it stands for its base; else null.</param>
/// <param name="IsWriteOnly">Whether the type cannot be created.</param>
internal sealed record JsonObjectModel(
    string ClassName,
    string Type,
    bool IsReference,
    EquatableArray<JsonMemberModel> Members,
    EquatableArray<JsonParameterModel> Parameters,
    JsonAccessorModel? Creator,
    bool FromDefault,
    bool RefusesUnknown,
    EquatableArray<string> Callbacks,
    JsonExtensionModel? Extension,
    JsonDiscriminatorModel? Discriminator,
    bool IsWriteOnly) : SerializerModel(ClassName, Type);
