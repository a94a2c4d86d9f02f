namespace Topiary.Generators.Model;

/// <summary>Serializer of a dictionary, a JSON object with any names.</summary>
/// <param name="ClassName">Name of the serializer class.</param>
/// <param name="Type">Full name of the type.</param>
/// <param name="Key">How a key is written and read.</param>
/// <param name="Value">How a value is written and read.</param>
/// <param name="Creation">Type that is created and filled.</param>
/// <param name="Result">Expression of the result, made from the filled <c>{0}</c>.</param>
/// <param name="IsInterface">Whether the type is an interface, so that a plain dictionary is looked for when writing.</param>
internal sealed record JsonDictionaryModel(
    string ClassName,
    string Type,
    JsonValueModel Key,
    JsonValueModel Value,
    string Creation,
    string Result,
    bool IsInterface) : SerializerModel(ClassName, Type);
