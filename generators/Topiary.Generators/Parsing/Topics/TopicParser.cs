using System.Collections.Generic;
using System.Text;
using Microsoft.CodeAnalysis;
using Topiary.Generators.Model;
using Topiary.Protocol;

namespace Topiary.Generators.Parsing;

/// <summary>Reads topic templates and filters from attributes.</summary>
internal static class TopicParser
{
    /// <summary>The levels of a contract's prefix; null, and reported, when it is malformed.</summary>
    public static EquatableArray<TopicSegment>? ParsePrefix(string prefix, AttributeData attribute, ParseContext context) =>
        prefix.Length == 0 ? EquatableArray<TopicSegment>.Empty : Parse(prefix, isFilter: false, attribute, context);

    /// <summary>The levels of a topic, its contract's prefix first; null when they are malformed.</summary>
    public static EquatableArray<TopicSegment>? ParseTopic(ContractDeclaration contract, AttributeData attribute, ParseContext context)
    {
        var template = AttributeArguments.String(attribute, 0) ?? "";
        if (contract.Prefix is not { } prefix)
        {
            return null;
        }

        if (template.Length == 0 && prefix.Count > 0)
        {
            return prefix;
        }

        if (Parse(template, isFilter: false, attribute, context) is not { } own)
        {
            return null;
        }

        var joined = Join(contract.PrefixText, template);
        if (Encoding.UTF8.GetByteCount(joined) > TopicGrammar.MaxLength)
        {
            context.Report(ProblemId.TopicTooLong, SourceLocation.OfArgument(attribute, 0), joined);
            return null;
        }

        return Append(prefix, own, joined, attribute, context);
    }

    /// <summary>The levels of the filter of <c>[Subscribe]</c>; null, and reported, when it is malformed.</summary>
    public static EquatableArray<TopicSegment>? ParseFilter(AttributeData attribute, ParseContext context) =>
        Parse(AttributeArguments.String(attribute, 0) ?? "", isFilter: true, attribute, context);

    /// <summary>A prefix and a template as one text.</summary>
    public static string Join(string prefix, string template) =>
        prefix.Length == 0 ? template : template.Length == 0 ? prefix : prefix + "/" + template;

    /// <summary>The filter that matches all topics of these levels.</summary>
    public static string Filter(EquatableArray<TopicSegment> segments) => Write(segments, "+", "#");

    /// <summary>The levels without the names of their placeholders: equal for templates that stand for the same topics.</summary>
    public static string Shape(EquatableArray<TopicSegment> segments) => Write(segments, "{}", "{**}");

    private static EquatableArray<TopicSegment>? Parse(string text, bool isFilter, AttributeData attribute, ParseContext context)
    {
        var template = TopicTemplateGrammar.Parse(text, isFilter);
        foreach (var error in template.Errors)
        {
            Report(text, error, attribute, context);
        }

        if (template.ShareName is { } share)
        {
            context.Report(
                ProblemId.MalformedSharedSubscription,
                SourceLocation.OfArgument(attribute, 0),
                text,
                $"a handler joins a shared subscription by [MqttHandler(Share = \"{share}\")]");
            return null;
        }

        if (!template.IsValid)
        {
            return null;
        }

        var segments = new TopicSegment[template.Levels.Count];
        for (var i = 0; i < segments.Length; i++)
        {
            segments[i] = Segment(template.Levels[i]);
        }

        return new EquatableArray<TopicSegment>(segments);
    }

    private static TopicSegment Segment(TopicTemplateLevel level) => level.Kind switch
    {
        TopicTemplateLevelKind.Placeholder => new TopicSegment(TopicSegmentKind.Level, level.Text),
        TopicTemplateLevelKind.Rest => new TopicSegment(TopicSegmentKind.Rest, level.Text),
        TopicTemplateLevelKind.SingleLevelWildcard => new TopicSegment(TopicSegmentKind.AnyLevel, ""),
        TopicTemplateLevelKind.MultiLevelWildcard => new TopicSegment(TopicSegmentKind.AnyRest, ""),
        _ => new TopicSegment(TopicSegmentKind.Literal, level.Text),
    };

    private static EquatableArray<TopicSegment>? Append(
        EquatableArray<TopicSegment> prefix, EquatableArray<TopicSegment> own, string joined, AttributeData attribute, ParseContext context)
    {
        var all = new List<TopicSegment>(prefix.Count + own.Count);
        var names = new HashSet<string>();
        foreach (var segment in prefix)
        {
            all.Add(segment);
            names.Add(segment.Kind == TopicSegmentKind.Level ? segment.Text : "");
            if (segment.Kind == TopicSegmentKind.Rest)
            {
                ReportPlaceholder(TopicErrorKind.RestNotLast);
                return null;
            }
        }

        foreach (var segment in own)
        {
            all.Add(segment);
            if (segment.Kind is TopicSegmentKind.Level or TopicSegmentKind.Rest && !names.Add(segment.Text))
            {
                ReportPlaceholder(TopicErrorKind.PlaceholderNameDuplicate);
                return null;
            }
        }

        return new EquatableArray<TopicSegment>([.. all]);

        void ReportPlaceholder(TopicErrorKind kind) =>
            context.Report(
                ProblemId.MalformedPlaceholder, SourceLocation.OfArgument(attribute, 0), joined, new TopicError(kind, 0, 0).Message);
    }

    private static void Report(string text, TopicError error, AttributeData attribute, ParseContext context)
    {
        var location = SourceLocation.OfArgument(attribute, 0);
        switch (error.Kind)
        {
            case TopicErrorKind.Empty or TopicErrorKind.NulCharacter or TopicErrorKind.LoneSurrogate:
                context.Report(ProblemId.MalformedTopic, location, text, error.Message);
                break;
            case TopicErrorKind.TooLong:
                context.Report(ProblemId.TopicTooLong, location, text);
                break;
            case TopicErrorKind.WildcardInName:
                context.Report(ProblemId.WildcardInTopicName, location, text, text.Substring(error.Position, 1));
                break;
            case TopicErrorKind.WildcardInsideLevel:
                context.Report(ProblemId.WildcardInsideLevel, location, text, text.Substring(error.Position, 1));
                break;
            case TopicErrorKind.MultiLevelWildcardNotLast:
                context.Report(ProblemId.MultiLevelWildcardNotLast, location, text);
                break;
            case TopicErrorKind.ShareNameEmpty or TopicErrorKind.ShareNameInvalid or TopicErrorKind.ShareFilterMissing:
                context.Report(ProblemId.MalformedSharedSubscription, location, text, error.Message);
                break;
            default:
                context.Report(ProblemId.MalformedPlaceholder, location, text, error.Message);
                break;
        }
    }

    private static string Write(EquatableArray<TopicSegment> segments, string level, string rest)
    {
        var text = new StringBuilder();
        for (var i = 0; i < segments.Count; i++)
        {
            text.Append(i == 0 ? "" : "/").Append(segments[i].Kind switch
            {
                TopicSegmentKind.Level or TopicSegmentKind.AnyLevel => level,
                TopicSegmentKind.Rest or TopicSegmentKind.AnyRest => rest,
                _ => segments[i].Text,
            });
        }

        return text.ToString();
    }
}
