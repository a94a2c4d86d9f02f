namespace Topiary.Generators.Model;

/// <summary>How a value is written and read where it is used.</summary>
/// <param name="Type">Full name of the type; of the underlying type where <paramref name="IsNullable"/>.</param>
/// <param name="Form">Who writes and reads it.</param>
/// <param name="Name">Name of the scalar, of the enum's underlying scalar, or of the serializer class.</param>
/// <param name="IsReference">Whether the type is a reference type.</param>
/// <param name="IsNullable">Whether the value is a <c>Nullable&lt;T&gt;</c> of the type.</param>
/// <param name="IsOptional">Whether the value is in an <c>Optional&lt;T&gt;</c>, as that of a member that may be absent.</param>
internal sealed record MessagePackValueModel(
    string Type,
    MessagePackForm Form,
    string Name,
    bool IsReference,
    bool IsNullable = false,
    bool IsOptional = false)
{
    /// <summary>Full name of the type as it is declared, <c>?</c> of a nullable value type and <c>Optional&lt;T&gt;</c> included.</summary>
    public string DeclaredType => IsOptional ? $"global::Topiary.Optional<{ValueType}>" : ValueType;

    private string ValueType => IsNullable ? Type + "?" : Type;
}
