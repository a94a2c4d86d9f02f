using Microsoft.CodeAnalysis;
using Topiary.Analyzers.Topics.Text;
using Topiary.Protocol;

namespace Topiary.Analyzers.Topics;

/// <summary>Topics as messages show them.</summary>
internal static class TopicMessages
{
    private const int Most = 80;

    /// <summary>The diagnostic of an error in a topic, with the arguments that the parser of contracts gives as well.</summary>
    public static Diagnostic Create(TopicError error, string topic, Location location) => error.Kind switch
    {
        TopicErrorKind.WildcardInName or TopicErrorKind.WildcardInsideLevel =>
            Diagnostic.Create(TopicErrors.RuleOf(error.Kind), location, Shown(topic), topic.Substring(error.Position, 1)),
        _ => Diagnostic.Create(TopicErrors.RuleOf(error.Kind), location, Shown(topic), error.Message),
    };

    /// <summary>A topic with its holes as an ellipsis, cut when it is very long.</summary>
    public static string Shown(string topic)
    {
        var shown = topic.Length > Most ? topic.Substring(0, Most) + "…" : topic;
        return shown.Replace(FoldedText.Hole, '…').Replace("\0", "\\0");
    }
}
