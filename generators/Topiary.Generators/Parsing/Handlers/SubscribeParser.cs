using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Topiary.Generators.Model;

namespace Topiary.Generators.Parsing;

/// <summary>Reads <c>[Subscribe]</c> on a handler's method.</summary>
internal static class SubscribeParser
{
    public static void Parse(IMethodSymbol method, AttributeData attribute, RouteList routes, ParseContext context)
    {
        if (TopicParser.ParseFilter(attribute, context) is not { } segments)
        {
            return;
        }

        var signature = HandlerSignature.Parse(method, segments, context);
        if (signature.Progress is { } progress)
        {
            context.Report(ProblemId.HandlerParameterDoesNotFit, progress, progress.Name, "progress is reported to requests of a contract; use [Handles]");
        }

        var shape = ReturnShape.Of(method);
        var format = AttributeArguments.Number(attribute, "Format", 0, 0, 4, context);
        var qos = AttributeArguments.Number(attribute, "QoS", 1, 0, 2, context);
        var naming = AttributeArguments.Number(attribute, "Naming", 0, 0, JsonNaming.Last, context);
        var ack = AttributeArguments.Number(attribute, "Ack", 0, 0, 2, context);
        var options = new PayloadOptions(format, AttributeArguments.Type(attribute, "JsonContext"), naming);
        var batch = BatchParser.Parse(method, signature, context, out var payloadType);
        var payload = signature.Payload is { } parameter && payloadType is not null ? Payload(payloadType, options, parameter, parameter.GetAttributes(), context) : null;
        var reply = shape.Value is { } value ? Payload(value, options with { Format = 0 }, method, method.GetReturnTypeAttributes(), context) : null;
        var call = new RouteCallModel(
            null,
            Identifiers.Escape(method.Name),
            signature.Arguments,
            shape.Kind,
            payload,
            reply,
            reply?.ContentType);
        var settings = new RouteSettings(qos, ack, HandlerParser.UnreadablePolicyOf(attribute, context), Order: OrderParser.Parse(method, segments, context), Batch: batch);
        routes.Add(method, segments, segments, signature.Levels, settings, call, declared: null);
    }

    private static PayloadModel? Payload(
        ITypeSymbol type, PayloadOptions options, ISymbol place, ImmutableArray<AttributeData> attributes, ParseContext context) =>
        PayloadParser.Parse(type, options with { Serializer = UserPayload.Find(attributes) }, context.Compilation, context.LocationOf(place), context.Problems);
}
