namespace Topiary.Generators.Model;

/// <summary>One instance of a serializer of the runtime that is composed of others.</summary>
/// <param name="ClassName">Name of the class that holds it.</param>
/// <param name="Type">Full name of the payload's type.</param>
/// <param name="Composer">Full name of the runtime's serializer.</param>
/// <param name="Parts">Expressions of the serializers that it is composed of.</param>
internal sealed record ComposedModel(string ClassName, string Type, string Composer, EquatableArray<string> Parts) : SerializerModel(ClassName, Type);
