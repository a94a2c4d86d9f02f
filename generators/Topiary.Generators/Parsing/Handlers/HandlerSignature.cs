using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Topiary.Generators.Model;

namespace Topiary.Generators.Parsing;

/// <summary>The parameters of a handler's method, each with its role.</summary>
internal sealed class HandlerSignature
{
    private HandlerSignature(EquatableArray<ArgumentModel> arguments, EquatableArray<LevelModel> levels, IParameterSymbol? payload, IParameterSymbol? progress)
    {
        Arguments = arguments;
        Levels = levels;
        Payload = payload;
        Progress = progress;
    }

    /// <summary>In order.</summary>
    public EquatableArray<ArgumentModel> Arguments { get; }

    /// <summary>The levels that the method takes.</summary>
    public EquatableArray<LevelModel> Levels { get; }

    /// <summary>The payload, or null.</summary>
    public IParameterSymbol? Payload { get; }

    /// <summary>Where the progress of a request is reported, or null.</summary>
    public IParameterSymbol? Progress { get; }

    /// <summary>Gives each parameter its role; what does not fit is reported.</summary>
    public static HandlerSignature Parse(IMethodSymbol method, EquatableArray<TopicSegment> segments, ParseContext context)
    {
        var arguments = new ArgumentModel[method.Parameters.Length];
        var levels = new List<LevelModel>();
        var payloads = new List<IParameterSymbol>();
        var seen = new HashSet<ParameterRole>();
        IParameterSymbol? progress = null;
        for (var i = 0; i < arguments.Length; i++)
        {
            var parameter = method.Parameters[i];
            var role = RoleOf(parameter, segments);
            arguments[i] = new ArgumentModel(role, role == ParameterRole.Level ? parameter.Name : "");
            if (Refusal(parameter, role, seen) is { } refusal)
            {
                context.Report(ProblemId.HandlerParameterDoesNotFit, parameter, parameter.Name, refusal);
            }
            else if (role == ParameterRole.Level)
            {
                AddLevel(parameter, segments, levels, context);
            }
            else if (role == ParameterRole.Payload)
            {
                payloads.Add(parameter);
            }
            else if (role == ParameterRole.Progress)
            {
                progress = parameter;
            }
        }

        if (payloads.Count > 1)
        {
            context.Report(ProblemId.HandlerSeveralPayloads, payloads[1], TopicParameters.NamesOf(payloads));
        }

        return new HandlerSignature(
            new EquatableArray<ArgumentModel>(arguments),
            new EquatableArray<LevelModel>([.. levels]),
            payloads.Count == 1 ? payloads[0] : null,
            progress);
    }

    private static ParameterRole RoleOf(IParameterSymbol parameter, EquatableArray<TopicSegment> segments)
    {
        if (TopicParameters.IsLevel(segments, parameter.Name))
        {
            return ParameterRole.Level;
        }

        return KnownTypes.IsCancellationToken(parameter.Type) ? ParameterRole.Token
            : KnownTypes.IsMessageContext(parameter.Type) ? ParameterRole.Context
            : KnownTypes.IsPublishOptions(parameter.Type) ? ParameterRole.Options
            : KnownTypes.IsProgress(parameter.Type) ? ParameterRole.Progress
            : ParameterRole.Payload;
    }

    private static string? Refusal(IParameterSymbol parameter, ParameterRole role, HashSet<ParameterRole> seen)
    {
        if (parameter.RefKind != RefKind.None)
        {
            return "it is passed by reference";
        }

        return role switch
        {
            ParameterRole.Options => "PublishOptions are for publishing; MessageContext tells about a received message",
            ParameterRole.Context or ParameterRole.Token or ParameterRole.Progress when !seen.Add(role) => "the method has a parameter of this type already",
            _ => null,
        };
    }

    private static void AddLevel(
        IParameterSymbol parameter, EquatableArray<TopicSegment> segments, List<LevelModel> levels, ParseContext context)
    {
        foreach (var segment in segments)
        {
            if (segment.Kind is TopicSegmentKind.Level or TopicSegmentKind.Rest
                && segment.Text == parameter.Name
                && TopicParameters.ParseLevel(segment, parameter, context) is { } level)
            {
                levels.Add(level);
            }
        }
    }
}
