using System.Collections.Generic;
using System.Linq;
using Topiary.Generators.Model;

namespace Topiary.Generators.Emission;

/// <summary>Writes channels: a topic with its parameters and messages, or the answers to requests, whose topic the requester chooses.</summary>
internal sealed class ChannelWriter(NotesIndex notes, MessageWriter messages)
{
    /// <summary>The channel of a contract's method.</summary>
    public JsonMap OfTopic(TopicMethodModel method)
    {
        var about = notes.Method(method.Interface, method.Name);
        var payload = NotesIndex.Parameter(about, method.Parameters.FirstOrDefault(parameter => parameter.Role == ParameterRole.Payload).Name);
        var message = messages.Of(method.Payload, method.Topic.ContentType, payload?.Text, payload?.Nullability, method.Kind != TopicKind.OneWay);
        return OfSegments(method.Topic.Segments, method.Topic.Levels, about, new JsonMap().Add(MessageWriter.Message, message));
    }

    /// <summary>The channel of a handler's own filter.</summary>
    public JsonMap OfFilter(RouteModel route, MethodNotes? about)
    {
        var message = route.Call.Payload is null
            ? new JsonMap().Add("description", "The payload is not looked at.")
            : messages.Of(route.Call.Payload, contentType: null, "", nullability: null, route.Call.Reply is not null);
        return OfSegments(route.Segments, route.Levels, about, new JsonMap().Add(MessageWriter.Message, message));
    }

    /// <summary>The channel of the answers to a request.</summary>
    public JsonMap OfReplies(PayloadModel reply, TopicKind kind, MethodNotes? about)
    {
        var answers = new JsonMap();
        if (kind == TopicKind.Stream)
        {
            answers.Add(MessageWriter.Element, messages.OfElement(reply, about?.Returns, about?.Result)).Add(MessageWriter.Sign, MessageWriter.OfSign());
        }
        else
        {
            answers.Add(MessageWriter.Reply, messages.Of(reply, contentType: null, about?.Returns, about?.Result, isRequest: false));
        }

        return Unaddressed("The response topic of the request.", answers.Add(MessageWriter.Refusal, MessageWriter.OfRefusal()));
    }

    /// <summary>The channel of what a requester says about a streamed answer while it lasts.</summary>
    public static JsonMap OfControl() =>
        Unaddressed("The response topic of the sign that opens the streamed answer.", new JsonMap().Add(MessageWriter.Word, MessageWriter.OfWord()));

    private static JsonMap Unaddressed(string text, JsonMap messages) =>
        new JsonMap().Add("address", JsonLeaf.Null).Add("description", text).Add("messages", messages);

    private static JsonMap OfSegments(EquatableArray<TopicSegment> segments, EquatableArray<LevelModel> levels, MethodNotes? about, JsonMap messages)
    {
        var keys = new UniqueKeys();
        var parameters = new JsonMap();
        var address = new List<string>(segments.Count);
        for (var i = 0; i < segments.Count; i++)
        {
            var segment = segments[i];
            if (segment.Kind == TopicSegmentKind.Literal)
            {
                address.Add(segment.Text);
                continue;
            }

            var key = keys.Next(segment.Kind switch
            {
                TopicSegmentKind.AnyLevel => "level" + CSharpText.Number(i + 1),
                TopicSegmentKind.AnyRest => "rest",
                _ => segment.Text,
            });
            address.Add("{" + key + "}");
            parameters.Add(key, ParameterWriter.Of(segment, levels.FirstOrDefault(level => level.Name == segment.Text), NotesIndex.Parameter(about, segment.Text)?.Text ?? ""));
        }

        return new JsonMap()
            .Add("address", string.Join("/", address))
            .AddText("description", about?.Text)
            .Add("messages", messages)
            .AddFilled("parameters", parameters);
    }
}
