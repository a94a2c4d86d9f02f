using Microsoft.CodeAnalysis;
using Topiary.Generators.Model;

namespace Topiary.Generators.Parsing;

/// <summary>Payloads that are bytes as they are.</summary>
internal static class RawPayload
{
    public static PayloadModel? TryParse(ITypeSymbol type)
    {
        var serializer = type switch
        {
            IArrayTypeSymbol { Rank: 1, ElementType.SpecialType: SpecialType.System_Byte } => "RawArrayPayload",
            INamedTypeSymbol { Name: "ReadOnlyMemory" } named when TypeNames.IsOfByte(named) && named.IsIn("System") => "RawMemoryPayload",
            INamedTypeSymbol { Name: "ReadOnlySequence" } named when TypeNames.IsOfByte(named) && named.IsIn("System", "Buffers") => "RawSequencePayload",
            _ => null,
        };

        return serializer is null
            ? null
            : new PayloadModel(TypeNames.Annotated(type), type.IsValueType, $"global::Topiary.Runtime.{serializer}.Instance", "application/octet-stream", default);
    }
}
