namespace Topiary.Generators.Model;

/// <summary>Serializer of a type that stands for its derived types.</summary>
/// <param name="ClassName">Name of the serializer class.</param>
/// <param name="Type">Full name of the type.</param>
/// <param name="Property">Name of the member that holds the discriminator.</param>
/// <param name="Derived">The derived types, each one before those that it derives from.</param>
/// <param name="BaseSerializer">Name of the serializer class for the type's own members; null where it is never needed.</param>
/// <param name="CanBeBase">Whether the type itself can be created.</param>
/// <param name="Unknown">What is written for types that were not declared.</param>
/// <param name="IgnoresUnrecognized">Whether an unrecognized discriminator means the type itself.</param>
internal sealed record JsonPolymorphicModel(
    string ClassName,
    string Type,
    string Property,
    EquatableArray<JsonDerivedModel> Derived,
    string? BaseSerializer,
    bool CanBeBase,
    JsonUnknownDerived Unknown,
    bool IgnoresUnrecognized) : SerializerModel(ClassName, Type);
