namespace Topiary.Generators.Model;

/// <summary>Serializer of a collection, a JSON array.</summary>
/// <param name="ClassName">Name of the serializer class.</param>
/// <param name="Type">Full name of the type.</param>
/// <param name="IsReference">Whether the type is a reference type.</param>
/// <param name="Element">How an element is written and read.</param>
/// <param name="Creation">Type that is created and filled, or the expression that makes the collection from the array <c>{0}</c>.</param>
/// <param name="Add">Call that adds <c>{0}</c>; null where the collection is made from an array.</param>
/// <param name="IsSequence">Whether it is only known to be enumerable, so that lists and arrays are looked for when writing.</param>
internal sealed record JsonCollectionModel(
    string ClassName,
    string Type,
    bool IsReference,
    JsonValueModel Element,
    string Creation,
    string? Add,
    bool IsSequence) : SerializerModel(ClassName, Type);
