namespace Topiary.Generators.Model;

/// <summary>Serializer of a class, record or struct that is an array or a map of its members.</summary>
/// <param name="ClassName">Name of the serializer class.</param>
/// <param name="Type">Full name of the type.</param>
/// <param name="IsReference">Whether the type is a reference type.</param>
/// <param name="IsMap">Whether it is a map, else an array.</param>
/// <param name="Members">Members in the order in which they are written.</param>
/// <param name="Parameters">Parameters of the constructor.</param>
/// <param name="Creator">Accessor of the constructor; null where it can be called.</param>
/// <param name="FromDefault">Whether it is read into its default value, without a constructor.</param>
/// <param name="HasCallbacks">Whether it wants to be told of being written and read.</param>
internal sealed record MessagePackObjectModel(
    string ClassName,
    string Type,
    bool IsReference,
    bool IsMap,
    EquatableArray<MessagePackMemberModel> Members,
    EquatableArray<MessagePackParameterModel> Parameters,
    JsonAccessorModel? Creator,
    bool FromDefault,
    bool HasCallbacks) : MessagePackModel(ClassName, Type);
