using System.Collections.Generic;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Topiary.Generators.Model;

namespace Topiary.Generators.Parsing;

/// <summary>The parameters of a contract's method, each with its role.</summary>
internal sealed class TopicParameters
{
    private TopicParameters(EquatableArray<ParameterModel> all, EquatableArray<LevelModel> levels, IParameterSymbol? payload, IParameterSymbol? progress)
    {
        All = all;
        Levels = levels;
        Payload = payload;
        Progress = progress;
    }

    /// <summary>In order.</summary>
    public EquatableArray<ParameterModel> All { get; }

    /// <summary>The levels in the template's order.</summary>
    public EquatableArray<LevelModel> Levels { get; }

    /// <summary>The payload, or null.</summary>
    public IParameterSymbol? Payload { get; }

    /// <summary>What hears of the progress of a request, or null.</summary>
    public IParameterSymbol? Progress { get; }

    /// <summary>Gives each parameter its role; what does not fit is reported.</summary>
    public static TopicParameters Parse(IMethodSymbol method, EquatableArray<TopicSegment> segments, AttributeData topic, ParseContext context)
    {
        var levels = ParseLevels(method, segments, topic, context);
        var all = new ParameterModel[method.Parameters.Length];
        var unbound = new List<IParameterSymbol>();
        var seenToken = false;
        var seenOptions = false;
        IParameterSymbol? progress = null;
        for (var i = 0; i < all.Length; i++)
        {
            var parameter = method.Parameters[i];
            if (parameter.RefKind != RefKind.None)
            {
                context.Report(ProblemId.ParameterByReference, parameter, parameter.Name);
            }

            var role = ParameterRole.Payload;
            if (IsLevel(segments, parameter.Name))
            {
                role = ParameterRole.Level;
            }
            else if (!seenToken && KnownTypes.IsCancellationToken(parameter.Type))
            {
                role = ParameterRole.Token;
                seenToken = true;
            }
            else if (!seenOptions && KnownTypes.IsPublishOptions(parameter.Type))
            {
                role = ParameterRole.Options;
                seenOptions = true;
            }
            else if (progress is null && KnownTypes.IsProgress(parameter.Type))
            {
                role = ParameterRole.Progress;
                progress = parameter;
            }
            else
            {
                unbound.Add(parameter);
            }

            all[i] = new ParameterModel(parameter.Name, Identifiers.Escape(parameter.Name), TypeNames.Annotated(parameter.Type), role);
        }

        ReportUnbound(unbound, context);
        return new TopicParameters(new EquatableArray<ParameterModel>(all), levels, unbound.Count == 1 ? unbound[0] : null, progress);
    }

    /// <summary>Whether a template has a placeholder of this name.</summary>
    public static bool IsLevel(EquatableArray<TopicSegment> segments, string name)
    {
        foreach (var segment in segments)
        {
            if (segment.Kind is TopicSegmentKind.Level or TopicSegmentKind.Rest && segment.Text == name)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The parameter of this name, or null.</summary>
    public static IParameterSymbol? Find(ImmutableArray<IParameterSymbol> parameters, string name)
    {
        foreach (var parameter in parameters)
        {
            if (parameter.Name == name)
            {
                return parameter;
            }
        }

        return null;
    }

    /// <summary>The level that a placeholder and its parameter make; null, and reported, when the type does not fit.</summary>
    public static LevelModel? ParseLevel(TopicSegment segment, IParameterSymbol parameter, ParseContext context)
    {
        var isString = parameter.Type is { SpecialType: SpecialType.System_String, NullableAnnotation: not NullableAnnotation.Annotated };
        var level = segment.Kind == TopicSegmentKind.Level || isString ? LevelParser.Parse(segment.Text, parameter.Type) : null;
        if (level is null)
        {
            context.Report(ProblemId.UnsupportedLevelType, parameter, parameter.Name, LevelParser.Refusal(segment, parameter.Type));
        }

        return level;
    }

    /// <summary>The parameters' names in quotes, for a message.</summary>
    public static string NamesOf(List<IParameterSymbol> parameters)
    {
        var names = new List<string>(parameters.Count);
        foreach (var parameter in parameters)
        {
            names.Add("'" + parameter.Name + "'");
        }

        return string.Join(", ", names);
    }

    private static EquatableArray<LevelModel> ParseLevels(
        IMethodSymbol method, EquatableArray<TopicSegment> segments, AttributeData topic, ParseContext context)
    {
        var levels = new List<LevelModel>();
        foreach (var segment in segments)
        {
            if (segment.Kind is not (TopicSegmentKind.Level or TopicSegmentKind.Rest))
            {
                continue;
            }

            if (Find(method.Parameters, segment.Text) is not { } parameter)
            {
                context.Report(ProblemId.PlaceholderWithoutParameter, SourceLocation.OfArgument(topic, 0), segment.Text);
            }
            else if (ParseLevel(segment, parameter, context) is { } level)
            {
                levels.Add(level);
            }
        }

        return new EquatableArray<LevelModel>([.. levels]);
    }

    /// <summary>
    /// One parameter that is nothing else is the payload. Of several, those that could be levels lack a placeholder; when
    /// more than one could not, there are several payloads.
    /// </summary>
    private static void ReportUnbound(List<IParameterSymbol> unbound, ParseContext context)
    {
        if (unbound.Count < 2)
        {
            return;
        }

        var objects = new List<IParameterSymbol>();
        foreach (var parameter in unbound)
        {
            if (!LevelParser.Supports(parameter.Type))
            {
                objects.Add(parameter);
            }
        }

        if (objects.Count > 1)
        {
            context.Report(ProblemId.SeveralPayloads, objects[1], NamesOf(objects));
            return;
        }

        var payload = objects.Count == 1 ? objects[0] : unbound[unbound.Count - 1];
        foreach (var parameter in unbound)
        {
            if (!ReferenceEquals(parameter, payload))
            {
                context.Report(ProblemId.ParameterWithoutPlaceholder, parameter, parameter.Name);
            }
        }
    }
}
