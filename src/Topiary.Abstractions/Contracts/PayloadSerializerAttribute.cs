namespace Topiary;

/// <summary>
/// Names the serializer of a payload: on a payload's type for wherever that is the whole payload, on a payload parameter, or on
/// a method for its payload. <c>[return: PayloadSerializer(...)]</c> names that of an answer. The narrowest one counts, and it
/// counts more than any format.
/// </summary>
/// <param name="serializer">
/// A class that implements <see cref="IPayloadSerializer{T}"/> for the type and has a public constructor without parameters.
/// </param>
[AttributeUsage(
    AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface | AttributeTargets.Enum
    | AttributeTargets.Parameter | AttributeTargets.Method | AttributeTargets.ReturnValue,
    Inherited = false)]
public sealed class PayloadSerializerAttribute(Type serializer) : Attribute
{
    /// <summary>The serializer.</summary>
    public Type Serializer { get; } = serializer;
}
