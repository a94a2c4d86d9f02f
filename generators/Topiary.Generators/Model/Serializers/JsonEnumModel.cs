namespace Topiary.Generators.Model;

/// <summary>Serializer of an enum.</summary>
/// <param name="ClassName">Name of the serializer class.</param>
/// <param name="Type">Full name of the enum.</param>
/// <param name="Underlying">The underlying type as a scalar, <c>Int32</c>.</param>
/// <param name="AsText">Whether values are written by name.</param>
/// <param name="IsFlags">Whether values may be written as several names.</param>
/// <param name="Values">Values in the order of declaration; empty where they are always numbers.</param>
internal sealed record JsonEnumModel(
    string ClassName,
    string Type,
    string Underlying,
    bool AsText,
    bool IsFlags,
    EquatableArray<JsonEnumValue> Values) : SerializerModel(ClassName, Type);
