using Microsoft.CodeAnalysis;
using Topiary.Generators.Model;

namespace Topiary.Generators.Parsing;

/// <summary>What an interface says for all of its topics.</summary>
/// <param name="prefix">Levels put before every topic; null when they are malformed.</param>
/// <param name="prefixText">The same as text; empty for none.</param>
/// <param name="format">Value of the payload format; 0 for none.</param>
/// <param name="jsonContext">The <c>JsonSerializerContext</c>, or null.</param>
/// <param name="naming">Value of the JSON naming; 0 for none.</param>
internal sealed class ContractDeclaration(
    EquatableArray<TopicSegment>? prefix, string prefixText, int format, INamedTypeSymbol? jsonContext, int naming)
{
    public EquatableArray<TopicSegment>? Prefix { get; } = prefix;

    public string PrefixText { get; } = prefixText;

    public int Format { get; } = format;

    public INamedTypeSymbol? JsonContext { get; } = jsonContext;

    public int Naming { get; } = naming;

    /// <summary>Reads the attribute of an interface; one without it has no prefix.</summary>
    public static ContractDeclaration Parse(INamedTypeSymbol type, ParseContext context)
    {
        if (KnownTypes.FindAttribute(type, KnownTypes.ContractAttribute) is not { } attribute)
        {
            return new ContractDeclaration(EquatableArray<TopicSegment>.Empty, "", 0, null, 0);
        }

        var format = AttributeArguments.Number(attribute, "Format", 0, 0, 4, context);
        var text = AttributeArguments.String(attribute, 0) ?? "";
        var naming = AttributeArguments.Number(attribute, "Naming", 0, 0, JsonNaming.Last, context);
        return new ContractDeclaration(
            TopicParser.ParsePrefix(text, attribute, context), text, format, AttributeArguments.Type(attribute, "JsonContext"), naming);
    }
}
