namespace Topiary.Generators.Model;

/// <summary>Serializer of a payload that is a single value: it only forwards.</summary>
/// <param name="ClassName">Name of the serializer class.</param>
/// <param name="Value">How the value is written and read.</param>
internal sealed record MessagePackSimpleModel(string ClassName, MessagePackValueModel Value) : MessagePackModel(ClassName, Value.DeclaredType);
