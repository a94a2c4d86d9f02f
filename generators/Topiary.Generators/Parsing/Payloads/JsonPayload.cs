using System.Linq;
using Microsoft.CodeAnalysis;
using Topiary.Generators.Model;

namespace Topiary.Generators.Parsing;

/// <summary>Payloads that are JSON.</summary>
internal static class JsonPayload
{
    private const string ContentType = "application/json";

    public static PayloadModel? Parse(
        ITypeSymbol type, PayloadOptions options, Compilation compilation, Location? location, ProblemList problems)
    {
        // The context is asked only for types that cannot do without it.
        var alone = new JsonTypeParser(compilation, options.Naming, context: null);
        var root = alone.ParseRoot(type);
        if (alone.Refusals.Count == 0)
        {
            return Payload(type, root, alone);
        }

        if (options.JsonContext is not null)
        {
            var helped = new JsonTypeParser(compilation, options.Naming, options.JsonContext);
            root = helped.ParseRoot(type);
            if (helped.Refusals.Count == 0)
            {
                return Payload(type, root, helped);
            }

            alone = helped;
        }

        foreach (var refusal in alone.Refusals)
        {
            problems.Add(ProblemId.UnsupportedPayload, location, type.WithNullableAnnotation(NullableAnnotation.None).ToDisplayString(), refusal.Place, refusal.Reason);
        }

        return null;
    }

    private static PayloadModel Payload(ITypeSymbol type, string className, JsonTypeParser parser) => new(
        TypeNames.Annotated(type),
        type.IsValueType && type.OriginalDefinition.SpecialType != SpecialType.System_Nullable_T,
        $"global::Topiary.Generated.{className}.Instance",
        ContentType,
        new EquatableArray<SerializerModel>(parser.Serializers.ToArray()));
}
