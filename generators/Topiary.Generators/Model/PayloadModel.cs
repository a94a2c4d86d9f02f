namespace Topiary.Generators.Model;

/// <summary>
/// How one payload type is written and read. Immutable and compared by value, like every model type; it holds text only.
/// </summary>
/// <param name="Type">Full name with <c>global::</c>, nullability annotation included.</param>
/// <param name="IsValueType">Whether the type is a struct (and not <c>Nullable&lt;T&gt;</c>).</param>
/// <param name="SerializerExpression">Expression that yields its <c>IPayloadSerializer&lt;T&gt;</c>.</param>
/// <param name="ContentType">Content type sent when the topic names none; null sends none.</param>
/// <param name="Serializers">Serializers to emit: this type's and those of every type reachable from it.</param>
internal sealed record PayloadModel(
    string Type,
    bool IsValueType,
    string SerializerExpression,
    string? ContentType,
    EquatableArray<SerializerModel> Serializers)
{
    /// <summary>Whether the parameter is declared nullable, so that null stands for an empty payload.</summary>
    public bool IsOptional => Type.EndsWith("?", System.StringComparison.Ordinal);

    /// <summary>The type without the mark of what may be null.</summary>
    public string UnderlyingType => IsOptional ? Type.Substring(0, Type.Length - 1) : Type;
}
