using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Topiary.Generators.Model;

namespace Topiary.Generators.Emission;

/// <summary>Says what a contract promises to those at the other end: topics, what they carry, and how they are delivered.</summary>
internal static class ContractShape
{
    /// <summary>Name of a contract in a baseline.</summary>
    public static string NameOf(ContractModel contract) => contract.Type.Replace("global::", "");

    /// <summary>The topics by the names of their methods, in order of these.</summary>
    public static JsonTree Of(ContractModel contract) => JsonTree.Of(
    [
        .. contract.Methods
            .OrderBy(static method => method.Name, StringComparer.Ordinal)
            .Select(static method => new KeyValuePair<string, JsonTree>(method.Name, Of(method))),
    ]);

    private static JsonTree Of(TopicMethodModel method)
    {
        var members = new List<KeyValuePair<string, JsonTree>>
        {
            Member("topic", Topic(method.Topic)),
            Member("kind", method.Kind switch { TopicKind.OneWay => "message", TopicKind.Stream => "stream", _ => "request" }),
            Member("qos", method.Topic.QoS.ToString(CultureInfo.InvariantCulture)),
            Member("retain", method.Topic.Retain ? "true" : "false"),
        };
        if (method.Payload is { } payload)
        {
            members.Add(Member("format", payload.ContentType ?? "own"));
            members.Add(new KeyValuePair<string, JsonTree>("payload", PayloadShape.Of(payload)));
        }

        if (method.Reply is { } reply)
        {
            members.Add(Member("replyFormat", reply.ContentType ?? "own"));
            members.Add(new KeyValuePair<string, JsonTree>("reply", PayloadShape.Of(reply)));
        }

        return JsonTree.Of(members);
    }

    /// <summary>The topic with the types of its levels in place of the names, which only C# sees.</summary>
    private static string Topic(TopicModel topic)
    {
        var level = 0;
        return string.Join("/", topic.Segments.Select(segment => segment.Kind switch
        {
            TopicSegmentKind.Level => "{" + TypeOf(topic.Levels[level++]) + "}",
            TopicSegmentKind.Rest => "{**}",
            _ => segment.Text,
        }));
    }

    private static string TypeOf(LevelModel level) =>
        level.Enum is { } choice ? string.Join("|", choice.Members.Select(static member => member.Text)) : level.Type.Replace("global::", "");

    private static KeyValuePair<string, JsonTree> Member(string name, string value) => new(name, JsonTree.Of(value));
}
