using Microsoft.CodeAnalysis;
using Topiary.Generators.Model;

namespace Topiary.Generators.Parsing;

/// <summary>Leaves a type to the user's own <c>JsonSerializerContext</c>.</summary>
internal static class JsonContextParser
{
    public static JsonContextModel? TryParse(ITypeSymbol type, string className, INamedTypeSymbol? context)
        => context is null ? null : new JsonContextModel(className, TypeNames.Full(type), TypeNames.Full(context));
}
