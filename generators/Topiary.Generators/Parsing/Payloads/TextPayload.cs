using System.Linq;
using Microsoft.CodeAnalysis;
using Topiary.Generators.Model;

namespace Topiary.Generators.Parsing;

/// <summary>Payloads that are UTF-8 text in the invariant culture.</summary>
internal static class TextPayload
{
    private const string ContentType = "text/plain";

    public static PayloadModel? TryParse(ITypeSymbol type, Compilation compilation)
    {
        switch (type)
        {
            case { SpecialType: SpecialType.System_String }:
                return Payload(type, "global::Topiary.Runtime.StringPayload.Instance");
            case { SpecialType: SpecialType.System_Boolean }:
                return Payload(type, "global::Topiary.Runtime.BooleanPayload.Instance");
            case INamedTypeSymbol { TypeKind: TypeKind.Enum } enumeration:
                return EnumPayload(enumeration, compilation);
            case { SpecialType: SpecialType.System_DateTime }:
                return Payload(type, "global::Topiary.Runtime.SpanTextPayload<global::System.DateTime>.Instance");
            case INamedTypeSymbol { IsRefLikeType: false } named when Implements(named, "IUtf8SpanFormattable") && Implements(named, "IUtf8SpanParsable"):
                return Payload(type, $"global::Topiary.Runtime.TextPayload<{TypeNames.Full(type)}>.Instance");
            case not null when IsSpanText(type):
                return Payload(type, $"global::Topiary.Runtime.SpanTextPayload<{TypeNames.Full(type)}>.Instance");
            default:
                return null;
        }
    }

    /// <summary>Whether a type formats itself and is parsed as UTF-16.</summary>
    public static bool IsSpanText(ITypeSymbol type)
        => type is INamedTypeSymbol { IsRefLikeType: false } named && Implements(named, "ISpanFormattable") && Implements(named, "ISpanParsable");

    private static PayloadModel Payload(ITypeSymbol type, string expression, params SerializerModel[] serializers)
        => new(TypeNames.Annotated(type), type.IsValueType, expression, ContentType, new EquatableArray<SerializerModel>(serializers));

    private static PayloadModel? EnumPayload(INamedTypeSymbol type, Compilation compilation)
    {
        if (!compilation.IsSymbolAccessibleWithin(type, compilation.Assembly))
        {
            return null;
        }

        var className = TypeNames.Identifier(type) + "Text";
        return Payload(
            type,
            $"global::Topiary.Generated.{className}.Instance",
            new TextEnumModel(className, TypeNames.Full(type), new EquatableArray<JsonEnumValue>([.. JsonEnumParser.Values(type)])));
    }

    private static bool Implements(INamedTypeSymbol type, string name)
        => type.AllInterfaces.Any(candidate => candidate.Name == name && candidate.IsIn("System")
            && (candidate.TypeArguments.Length == 0 || SymbolEqualityComparer.Default.Equals(candidate.TypeArguments[0], type)));
}
