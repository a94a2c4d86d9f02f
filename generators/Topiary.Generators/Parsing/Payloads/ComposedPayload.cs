using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Topiary.Generators.Model;

namespace Topiary.Generators.Parsing;

/// <summary>
/// Payloads composed of others: <c>T?</c> of text, and <c>OneOf&lt;…&gt;</c> of types of which at least one is text or bytes.
/// </summary>
internal static class ComposedPayload
{
    /// <summary>Whether a type is of these kinds. Not <c>T?</c> of JSON: there null is told from absent in the document.</summary>
    public static bool Is(ITypeSymbol type, Compilation compilation) =>
        type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable
            ? IsText(nullable.TypeArguments[0], compilation) || IsUnion(nullable.TypeArguments[0], compilation)
            : IsUnion(type, compilation);

    /// <summary>The model; null when one of the parts cannot be a payload, which a problem then says.</summary>
    public static PayloadModel? Parse(
        ITypeSymbol type, PayloadOptions options, Compilation compilation, Location? location, ProblemList problems)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
        {
            var inner = nullable.TypeArguments[0];
            return PayloadParser.Parse(inner, options with { Serializer = null }, compilation, location, problems) is { } part
                ? Compose(type, $"global::Topiary.Runtime.NullablePayload<{TypeNames.Full(inner)}>", part.ContentType, [part])
                : null;
        }

        return Union((INamedTypeSymbol)type, options, compilation, location, problems);
    }

    private static bool IsText(ITypeSymbol type, Compilation compilation) => TextPayload.TryParse(type, compilation) is not null;

    private static bool IsUnion(ITypeSymbol type, Compilation compilation) =>
        JsonUnionParser.IsUnion(type)
        && ((INamedTypeSymbol)type).TypeArguments.Any(argument => RawPayload.TryParse(argument) is not null || IsText(argument, compilation));

    private static PayloadModel? Union(
        INamedTypeSymbol type, PayloadOptions options, Compilation compilation, Location? location, ProblemList problems)
    {
        var parts = new List<PayloadModel>();
        foreach (var argument in type.TypeArguments)
        {
            if (PayloadParser.Parse(argument, options with { Serializer = null }, compilation, location, problems) is not { } part)
            {
                return null;
            }

            parts.Add(part);
        }

        if (type.TypeArguments.Take(parts.Count - 1).FirstOrDefault(TakesEverything) is { } early)
        {
            var name = type.ToDisplayString();
            problems.Add(ProblemId.UnsupportedPayload, location, name, name, $"is never what follows {early.ToDisplayString()}, which takes every payload; put it last");
            return null;
        }

        var arguments = string.Join(", ", type.TypeArguments.Select(TypeNames.Full));
        var contentType = parts.All(part => part.ContentType == parts[0].ContentType) ? parts[0].ContentType : null;
        return Compose(type, $"global::Topiary.Runtime.OneOfPayload<{arguments}>", contentType, parts);
    }

    private static bool TakesEverything(ITypeSymbol type) => type.SpecialType == SpecialType.System_String || RawPayload.TryParse(type) is not null;

    private static PayloadModel Compose(ITypeSymbol type, string composer, string? contentType, IReadOnlyList<PayloadModel> parts)
    {
        var className = TypeNames.Identifier(type) + "Payload_" + HintName.Hash(string.Join("|", parts.Select(part => part.SerializerExpression)));
        var serializers = parts.SelectMany(part => part.Serializers).ToList();
        serializers.Add(new ComposedModel(className, TypeNames.Full(type), composer, new EquatableArray<string>([.. parts.Select(part => part.SerializerExpression)])));
        return new PayloadModel(
            TypeNames.Annotated(type),
            type.IsValueType && type.OriginalDefinition.SpecialType != SpecialType.System_Nullable_T,
            $"global::Topiary.Generated.{className}.Instance",
            contentType,
            new EquatableArray<SerializerModel>([.. serializers.Distinct()]));
    }
}
