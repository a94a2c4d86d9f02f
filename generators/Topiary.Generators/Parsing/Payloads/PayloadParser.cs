using Microsoft.CodeAnalysis;
using Topiary.Generators.Model;

namespace Topiary.Generators.Parsing;

/// <summary>Finds out how a payload type is written and read.</summary>
internal static class PayloadParser
{
    private const int Default = 0;
    private const int Json = 1;
    private const int MessagePack = 2;
    private const int Text = 3;
    private const int Raw = 4;

    /// <summary>Parses a payload type.</summary>
    /// <param name="type">The payload's type.</param>
    /// <param name="options">What contract, topic and parameter say about it.</param>
    /// <param name="compilation">Compilation that the generated code becomes part of.</param>
    /// <param name="location">Where to show problems.</param>
    /// <param name="problems">Receives the problems.</param>
    /// <returns>The model; null when the type cannot be a payload, which a problem then says.</returns>
    public static PayloadModel? Parse(
        ITypeSymbol type, PayloadOptions options, Compilation compilation, Location? location, ProblemList problems)
    {
        if (type.TypeKind == TypeKind.Error)
        {
            // The compiler says it.
            return null;
        }

        var known = KnownPayloads.Of(compilation);
        if (known.Find(type, options) is { } before)
        {
            return before;
        }

        var model = ParseNew(type, options, compilation, location, problems);
        if (model is not null)
        {
            known.Add(type, options, model);
        }

        return model;
    }

    private static PayloadModel? ParseNew(
        ITypeSymbol type, PayloadOptions options, Compilation compilation, Location? location, ProblemList problems)
    {
        if ((options.Serializer ?? UserPayload.Find(type.GetAttributes())) is { } serializer)
        {
            return UserPayload.Parse(type, serializer, compilation, location, problems);
        }

        if (options.Format is Default or Text && ComposedPayload.Is(type, compilation))
        {
            return ComposedPayload.Parse(type, options, compilation, location, problems);
        }

        switch (options.Format)
        {
            case Default:
                return RawPayload.TryParse(type) ?? TextPayload.TryParse(type, compilation) ?? JsonPayload.Parse(type, options, compilation, location, problems);
            case Json:
                return JsonPayload.Parse(type, options, compilation, location, problems);
            case Text:
                return TextPayload.TryParse(type, compilation)
                    ?? Refuse("Text", "a string, a number, a bool, an enum or another type that formats and parses itself");
            case Raw:
                return RawPayload.TryParse(type) ?? Refuse("Raw", "ReadOnlyMemory<byte>, ReadOnlySequence<byte> or byte[]");
            case MessagePack:
                return MessagePackPayload.Parse(type, compilation, location, problems);
            default:
                return Refuse(options.Format.ToString(System.Globalization.CultureInfo.InvariantCulture), "no type: there is no such PayloadFormat");
        }

        PayloadModel? Refuse(string format, string fits)
        {
            problems.Add(ProblemId.FormatDoesNotFitPayload, location, format, type.ToDisplayString(), fits);
            return null;
        }
    }
}
