using Microsoft.CodeAnalysis;
using Topiary.Generators.Model;

namespace Topiary.Generators.Parsing;

/// <summary>Reads <c>[Handles&lt;TContract&gt;]</c> on a handler's method.</summary>
internal static class HandlesParser
{
    private const int RawFormat = 4;

    public static void Parse(IMethodSymbol method, AttributeData attribute, RouteList routes, ParseContext context)
    {
        if (Find(attribute, context) is not { } declared)
        {
            return;
        }

        var scope = context.For(declared.ContainingType, ContractParser.IsContract(declared.ContainingType));
        var declaration = ContractDeclaration.Parse(declared.ContainingType, scope);
        var topic = TopicMethodParser.Parse(declared, declaration, new NameScope(), scope);
        context.Merge(scope);
        if (topic is null || !scope.Sound)
        {
            return;
        }

        var signature = HandlerSignature.Parse(method, topic.Topic.Segments, context);
        CheckLevels(method, declared, signature, context);
        CheckProgress(signature.Progress, method, declared, context);
        var batch = BatchParser.Parse(method, signature, context, out var payloadType);
        var payload = payloadType is null ? null : Payload(signature.Payload!, payloadType, declared, topic, context);
        var reply = Reply(method, declared, topic, context);
        var narrowed = NarrowedTopic.Parse(attribute, declared, topic.Topic, signature.Levels, context);
        var call = new RouteCallModel(
            null,
            Identifiers.Escape(method.Name),
            signature.Arguments,
            ReturnShape.Of(method).Kind,
            payload,
            reply,
            reply?.ContentType,
            signature.Progress is null ? null : topic.Progress);
        var ack = AttributeArguments.Number(attribute, "Ack", 0, 0, 2, context);
        var settings = new RouteSettings(
            topic.Topic.QoS,
            ack,
            HandlerParser.UnreadablePolicyOf(attribute, context),
            topic.Topic.Idempotent && reply is not null,
            OrderParser.Parse(method, topic.Topic.Segments, context),
            batch);
        routes.Add(method, narrowed.Filter, narrowed.Topic, signature.Levels, settings, call, topic);
    }

    /// <summary>The contract's method that the attribute names, or null, and reported.</summary>
    private static IMethodSymbol? Find(AttributeData attribute, ParseContext context)
    {
        var name = AttributeArguments.String(attribute, 0) ?? "";
        if (attribute.AttributeClass is { Arity: 1 } type && type.TypeArguments[0] is INamedTypeSymbol contract)
        {
            foreach (var member in ContractMembers.Abstract(contract))
            {
                if (member is IMethodSymbol method && member.Name == name)
                {
                    return method;
                }
            }

            context.Report(ProblemId.HandledMemberIsNoTopic, SourceLocation.OfArgument(attribute, 0), name, contract.Name);
        }

        return null;
    }

    /// <summary>A level is taken with the contract's type, or as the string that it is.</summary>
    private static void CheckLevels(IMethodSymbol method, IMethodSymbol declared, HandlerSignature signature, ParseContext context)
    {
        foreach (var level in signature.Levels)
        {
            var taken = TopicParameters.Find(method.Parameters, level.Name);
            var given = TopicParameters.Find(declared.Parameters, level.Name);
            if (taken is not null
                && given is not null
                && taken.Type.SpecialType != SpecialType.System_String
                && !SymbolEqualityComparer.Default.Equals(taken.Type, given.Type))
            {
                context.Report(
                    ProblemId.HandlerParameterDoesNotFit, taken, taken.Name, $"the contract declares it as '{given.Type.ToDisplayString()}'");
            }
        }
    }

    /// <summary>Progress is reported as the contract's method declares it, by who answers.</summary>
    private static void CheckProgress(IParameterSymbol? progress, IMethodSymbol method, IMethodSymbol declared, ParseContext context)
    {
        if (progress is null)
        {
            return;
        }

        foreach (var parameter in declared.Parameters)
        {
            if (SymbolEqualityComparer.Default.Equals(parameter.Type, progress.Type) && ReturnShape.Of(method).Value is not null)
            {
                return;
            }
        }

        context.Report(
            ProblemId.HandlerParameterDoesNotFit,
            progress,
            progress.Name,
            ReturnShape.Of(method).Value is null ? "only who answers a request reports its progress" : $"'{declared.Name}' declares no such progress");
    }

    /// <summary>The payload is taken with the contract's type, or as its bytes.</summary>
    private static PayloadModel? Payload(IParameterSymbol taken, ITypeSymbol type, IMethodSymbol declared, TopicMethodModel topic, ParseContext context)
    {
        foreach (var parameter in topic.Parameters)
        {
            if (parameter.Role == ParameterRole.Payload
                && SymbolEqualityComparer.Default.Equals(type, TopicParameters.Find(declared.Parameters, parameter.Name)?.Type))
            {
                return topic.Payload;
            }
        }

        if (IsBytes(type))
        {
            return PayloadParser.Parse(type, new PayloadOptions(RawFormat), context.Compilation, context.LocationOf(taken), context.Problems);
        }

        context.Report(
            ProblemId.HandlerParameterDoesNotFit,
            taken,
            taken.Name,
            topic.Payload is null
                ? $"'{declared.Name}' has no level of this name and no payload"
                : $"it is neither a level of '{declared.Name}' nor its payload, '{topic.Payload.Type.Replace("global::", "")}'");
        return null;
    }

    /// <summary>A request is answered with the contract's type, or only watched; a one-way message is never answered.</summary>
    private static PayloadModel? Reply(IMethodSymbol method, IMethodSymbol declared, TopicMethodModel topic, ParseContext context)
    {
        var given = ReturnShape.Of(method);
        if (given.Value is null)
        {
            return null;
        }

        var wanted = ReturnShape.Of(declared);
        if (topic.Kind != TopicKind.OneWay
            && (given.Kind == ReturnKind.Stream) == (wanted.Kind == ReturnKind.Stream)
            && SymbolEqualityComparer.Default.Equals(given.Value, wanted.Value))
        {
            return topic.Reply;
        }

        context.Report(
            ProblemId.UnsupportedHandlerReturnType, SourceLocation.OfReturnType(method), method.Name, method.ReturnType.ToDisplayString());
        return null;
    }

    private static bool IsBytes(ITypeSymbol type) =>
        type is IArrayTypeSymbol { IsSZArray: true, ElementType.SpecialType: SpecialType.System_Byte }
        || (type is INamedTypeSymbol { Arity: 1 } named
            && named.TypeArguments[0].SpecialType == SpecialType.System_Byte
            && (KnownTypes.Is(type, "ReadOnlyMemory", "System", 1) || KnownTypes.Is(type, "ReadOnlySequence", "System.Buffers", 1)));
}
