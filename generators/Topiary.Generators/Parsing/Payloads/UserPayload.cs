using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Topiary.Generators.Model;

namespace Topiary.Generators.Parsing;

/// <summary>Payloads that a serializer of the user's writes and reads.</summary>
internal static class UserPayload
{
    /// <summary>Serializer that attributes name; null when none does.</summary>
    public static ITypeSymbol? Find(ImmutableArray<AttributeData> attributes)
        => attributes.FirstOrDefault(attribute => KnownTypes.IsAttribute(attribute, KnownTypes.PayloadSerializerAttribute))?.Argument() as ITypeSymbol;

    /// <summary>The model; null when the serializer cannot be used for the type, which a problem then says.</summary>
    public static PayloadModel? Parse(ITypeSymbol type, ITypeSymbol serializer, Compilation compilation, Location? location, ProblemList problems)
    {
        var plain = type.WithNullableAnnotation(NullableAnnotation.None);
        var creatable = serializer is INamedTypeSymbol { TypeKind: TypeKind.Class, IsUnboundGenericType: false, IsAbstract: false } named
            && compilation.IsSymbolAccessibleWithin(named, compilation.Assembly)
            && named.InstanceConstructors.Any(constructor => constructor is { Parameters.Length: 0, DeclaredAccessibility: Accessibility.Public });
        var fits = serializer.AllInterfaces.Any(candidate => KnownTypes.Is(candidate, "IPayloadSerializer", "Topiary", 1)
            && SymbolEqualityComparer.Default.Equals(candidate.TypeArguments[0], plain));
        if (creatable && fits)
        {
            return new PayloadModel(
                TypeNames.Annotated(type),
                type.IsValueType && type.OriginalDefinition.SpecialType != SpecialType.System_Nullable_T,
                $"((global::Topiary.IPayloadSerializer<{TypeNames.Full(type)}>)global::Topiary.Runtime.UserSerializer.Get<{TypeNames.Full(serializer)}>())",
                ContentType: null,
                default);
        }

        var name = plain.ToDisplayString();
        problems.Add(
            ProblemId.UnsupportedPayload,
            location,
            name,
            name,
            $"has the serializer '{serializer.ToDisplayString()}', "
            + (fits ? "which generated code cannot create; give it a public constructor without parameters" : $"which does not implement IPayloadSerializer<{name}>"));
        return null;
    }
}
