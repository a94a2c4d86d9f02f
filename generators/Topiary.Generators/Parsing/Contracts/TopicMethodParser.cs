using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Topiary.Generators.Model;

namespace Topiary.Generators.Parsing;

/// <summary>Reads one method of a contract.</summary>
internal static class TopicMethodParser
{
    private const int LargestWindow = 10_000;

    /// <summary>The method's model, or null when it cannot be a topic; why is reported.</summary>
    public static TopicMethodModel? Parse(IMethodSymbol method, ContractDeclaration contract, NameScope fields, ParseContext context)
    {
        context.CancellationToken.ThrowIfCancellationRequested();
        if (KnownTypes.FindAttribute(method, KnownTypes.TopicAttribute) is not { } attribute)
        {
            context.Report(ProblemId.MethodWithoutTopic, method, method.Name);
            return null;
        }

        if (method.IsStatic || method.IsGenericMethod)
        {
            context.Report(
                ProblemId.UnsupportedContractMember, method, method.Name, method.IsStatic ? "it is static" : "it has type parameters");
            return null;
        }

        var kind = ParseKind(method, context, out var shape);
        if (TopicParser.ParseTopic(contract, attribute, context) is not { } segments)
        {
            return null;
        }

        var parameters = TopicParameters.Parse(method, segments, attribute, context);
        var topic = ParseTopic(method, attribute, kind, contract, segments, parameters.Levels, context);
        var format = AttributeArguments.Number(attribute, "Format", 0, 0, 4, context);
        format = format == 0 ? contract.Format : format;
        return new TopicMethodModel(
            TypeNames.Annotated(method.ContainingType.WithNullableAnnotation(NullableAnnotation.NotAnnotated)),
            Identifiers.Escape(method.Name),
            fields.Next("s_" + method.Name),
            TypeNames.Annotated(method.ReturnType),
            shape.Kind is ReturnKind.Task or ReturnKind.TaskOfValue,
            kind,
            parameters.All,
            topic,
            ParsePayload(method, parameters.Payload, format, contract, context),
            ParseReply(method, kind == TopicKind.OneWay ? null : shape.Value, format, contract, context),
            ParseProgress(parameters.Progress, kind, format, contract, context));
    }

    private static TopicKind ParseKind(IMethodSymbol method, ParseContext context, out ReturnShape shape)
    {
        shape = ReturnShape.Of(method);
        switch (shape.Kind)
        {
            case ReturnKind.Task or ReturnKind.ValueTask:
                return TopicKind.OneWay;
            case ReturnKind.TaskOfValue or ReturnKind.ValueTaskOfValue:
                return TopicKind.Request;
            case ReturnKind.Stream:
                return TopicKind.Stream;
            default:
                shape = new ReturnShape(shape.Kind, null);
                context.Report(
                    ProblemId.UnsupportedReturnType, SourceLocation.OfReturnType(method), method.Name, method.ReturnType.ToDisplayString());
                return TopicKind.OneWay;
        }
    }

    private static WillModel? ParseWill(IMethodSymbol method, TopicKind kind, ParseContext context)
    {
        if (KnownTypes.FindAttribute(method, KnownTypes.WillAttribute) is not { } attribute)
        {
            return null;
        }

        if (kind != TopicKind.OneWay)
        {
            context.Report(ProblemId.WillOfRequest, SourceLocation.Of(attribute), method.Name);
        }

        return new WillModel(
            AttributeArguments.Number(attribute, "DelaySeconds", 0, 0, int.MaxValue, context), AttributeArguments.Boolean(attribute, "PublishOnStop"));
    }

    private static TopicModel ParseTopic(
        IMethodSymbol method,
        AttributeData attribute,
        TopicKind kind,
        ContractDeclaration contract,
        EquatableArray<TopicSegment> segments,
        EquatableArray<LevelModel> levels,
        ParseContext context)
    {
        var retain = AttributeArguments.Boolean(attribute, "Retain");
        if (retain && kind != TopicKind.OneWay)
        {
            context.Report(ProblemId.RetainedRequest, SourceLocation.OfArgument(attribute, "Retain"), method.Name);
        }

        return new TopicModel(
            TopicParser.Join(contract.PrefixText, AttributeArguments.String(attribute, 0) ?? ""),
            segments,
            levels,
            AttributeArguments.Number(attribute, "QoS", 1, 0, 2, context),
            retain,
            AttributeArguments.Number(attribute, "ExpirySeconds", 0, 0, int.MaxValue, context),
            AttributeArguments.Number(attribute, "TimeoutMilliseconds", 10_000, 1, int.MaxValue, context),
            AttributeArguments.String(attribute, "ContentType"),
            ParseWill(method, kind, context),
            kind == TopicKind.Request && AttributeArguments.Boolean(attribute, "Idempotent"),
            AttributeArguments.Number(attribute, "Window", 0, 1, LargestWindow, context));
    }

    private static PayloadModel? ParsePayload(
        IMethodSymbol method, IParameterSymbol? payload, int format, ContractDeclaration contract, ParseContext context) =>
        payload is null
            ? null
            : PayloadParser.Parse(payload.Type, Options(contract, format, payload.GetAttributes(), method.GetAttributes()), context.Compilation, context.LocationOf(payload), context.Problems);

    private static PayloadOptions Options(
        ContractDeclaration contract, int format, ImmutableArray<AttributeData> nearest, ImmutableArray<AttributeData> next) =>
        new(format, contract.JsonContext, contract.Naming, UserPayload.Find(nearest) ?? (next.IsDefault ? null : UserPayload.Find(next)));

    private static PayloadModel? ParseProgress(
        IParameterSymbol? progress, TopicKind kind, int format, ContractDeclaration contract, ParseContext context)
    {
        if (progress is null)
        {
            return null;
        }

        if (kind != TopicKind.Request)
        {
            context.Report(
                ProblemId.ProgressOfNoRequest,
                progress,
                progress.Name,
                kind == TopicKind.OneWay ? "nobody answers a one-way topic" : "the elements of a streamed answer tell how far it is");
            return null;
        }

        var type = ((INamedTypeSymbol)progress.Type).TypeArguments[0];
        var options = Options(contract, format, progress.GetAttributes(), default);
        return PayloadParser.Parse(type, options, context.Compilation, context.LocationOf(progress), context.Problems);
    }

    private static PayloadModel? ParseReply(
        IMethodSymbol method, ITypeSymbol? reply, int format, ContractDeclaration contract, ParseContext context) =>
        reply is null
            ? null
            : PayloadParser.Parse(reply, Options(contract, format, method.GetReturnTypeAttributes(), default), context.Compilation, context.LocationOf(method), context.Problems);
}
