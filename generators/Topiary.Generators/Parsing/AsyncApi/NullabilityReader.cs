using System.Collections.Generic;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Topiary.Generators.Model;

namespace Topiary.Generators.Parsing;

/// <summary>Reads where a declared type allows null.</summary>
internal static class NullabilityReader
{
    public static Nullability Read(ITypeSymbol type)
    {
        // Code without annotations promises nothing, so there a reference may be null.
        var canBeNull = type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T
            || (type.IsReferenceType && type.NullableAnnotation != NullableAnnotation.NotAnnotated);
        return new Nullability(canBeNull, Arguments(type switch
        {
            IArrayTypeSymbol array => ImmutableArray.Create(array.ElementType),
            INamedTypeSymbol named => named.TypeArguments,
            _ => ImmutableArray<ITypeSymbol>.Empty,
        }));
    }

    private static EquatableArray<Nullability> Arguments(ImmutableArray<ITypeSymbol> types)
    {
        var arguments = new List<Nullability>(types.Length);
        foreach (var type in types)
        {
            arguments.Add(Read(type));
        }

        return new EquatableArray<Nullability>([.. arguments]);
    }
}
