namespace Topiary.Generators.Model;

/// <summary>Serializer of a dictionary, a map with keys of any type.</summary>
/// <param name="ClassName">Name of the serializer class.</param>
/// <param name="Type">Full name of the type.</param>
/// <param name="Key">How a key is written and read.</param>
/// <param name="Value">How a value is written and read.</param>
/// <param name="Creation">Expression that makes what is filled.</param>
/// <param name="Filled">Expression with which it is filled, <c>result</c> or a cast of it.</param>
/// <param name="Result">Expression of the result, made from the filled <c>{0}</c>.</param>
/// <param name="IsInterface">Whether the type is an interface, so that a plain dictionary is looked for when writing.</param>
internal sealed record MessagePackDictionaryModel(
    string ClassName,
    string Type,
    MessagePackValueModel Key,
    MessagePackValueModel Value,
    string Creation,
    string Filled,
    string Result,
    bool IsInterface) : MessagePackModel(ClassName, Type);
