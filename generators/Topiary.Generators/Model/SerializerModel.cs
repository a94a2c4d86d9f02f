namespace Topiary.Generators.Model;

/// <summary>One serializer class to emit; two that are equal are emitted once.</summary>
/// <param name="ClassName">Name of the class in <c>Topiary.Generated</c>; unique for type and options.</param>
/// <param name="Type">Full name of the type with <c>global::</c>.</param>
internal abstract record SerializerModel(string ClassName, string Type);
