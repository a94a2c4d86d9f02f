namespace Topiary.Generators.Model;

/// <summary>Serializer of a collection, an array of its elements.</summary>
/// <param name="ClassName">Name of the serializer class.</param>
/// <param name="Type">Full name of the type.</param>
/// <param name="Absent">Condition under which <c>value</c> is nil; null where it never is.</param>
/// <param name="Element">How an element is written and read.</param>
/// <param name="Count">Member with the number of elements; null where it is only known to be enumerable.</param>
/// <param name="Creation">Expression that makes what is filled, or the collection from the array <c>{0}</c>.</param>
/// <param name="Add">Call that adds <c>{0}</c>; null where the collection is made from an array.</param>
internal sealed record MessagePackCollectionModel(
    string ClassName,
    string Type,
    string? Absent,
    MessagePackValueModel Element,
    string? Count,
    string Creation,
    string? Add) : MessagePackModel(ClassName, Type);
