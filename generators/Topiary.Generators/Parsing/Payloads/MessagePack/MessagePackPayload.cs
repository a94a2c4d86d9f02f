using System.Linq;
using Microsoft.CodeAnalysis;
using Topiary.Generators.Model;

namespace Topiary.Generators.Parsing;

/// <summary>Payloads that are MessagePack.</summary>
internal static class MessagePackPayload
{
    private const string ContentType = "application/msgpack";

    public static PayloadModel? Parse(ITypeSymbol type, Compilation compilation, Location? location, ProblemList problems)
    {
        var parser = new MessagePackTypeParser(compilation);
        var root = parser.ParseRoot(type);
        foreach (var refusal in parser.Refusals)
        {
            problems.Add(
                ProblemId.UnsupportedMessagePack,
                location,
                type.WithNullableAnnotation(NullableAnnotation.None).ToDisplayString(),
                refusal.Place,
                refusal.Reason);
        }

        return parser.Refusals.Count > 0
            ? null
            : new PayloadModel(
                TypeNames.Annotated(type),
                type.IsValueType && type.OriginalDefinition.SpecialType != SpecialType.System_Nullable_T,
                $"global::Topiary.Generated.{root}.Instance",
                ContentType,
                new EquatableArray<SerializerModel>(parser.Serializers.ToArray()));
    }
}
