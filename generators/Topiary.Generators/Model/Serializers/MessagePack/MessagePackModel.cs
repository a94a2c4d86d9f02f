namespace Topiary.Generators.Model;

/// <summary>One MessagePack serializer class to emit.</summary>
/// <param name="ClassName">Name of the serializer class.</param>
/// <param name="Type">Full name of the type.</param>
internal abstract record MessagePackModel(string ClassName, string Type) : SerializerModel(ClassName, Type);
