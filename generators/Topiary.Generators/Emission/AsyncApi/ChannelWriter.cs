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
        var payload = Parameter(method, about, ParameterRole.Payload);
        var (contentType, text, nullability) = (method.Topic.ContentType, payload?.Text, payload?.Nullability);
        var message = method.Kind switch
        {
            TopicKind.OneWay => messages.Of(method.Payload, contentType, text, nullability),
            TopicKind.Stream => messages.OfRequest(method.Payload, contentType, text, nullability, Headers.Window(method.Topic.Window)),
            _ => messages.OfRequest(method.Payload, contentType, text, nullability, method.Progress is null ? null : Headers.WantsProgress()),
        };
        return OfSegments(method.Topic.Segments, method.Topic.Levels, about, new JsonMap().Add(MessageWriter.Message, message));
    }

    /// <summary>The channel of a handler's own filter.</summary>
    public JsonMap OfFilter(RouteModel route, MethodNotes? about)
    {
        var message = route.Call.Payload is null ? new JsonMap().Add("description", "The payload is not looked at.")
            : route.Call.Reply is null ? messages.Of(route.Call.Payload, null, null, null)
            : messages.OfRequest(route.Call.Payload, null, null, null);
        return OfSegments(route.Segments, route.Levels, about, new JsonMap().Add(MessageWriter.Message, message));
    }

    /// <summary>The channel of the answers to a contract's request.</summary>
    public JsonMap OfReplies(TopicMethodModel method)
    {
        var about = notes.Method(method.Interface, method.Name);
        var progress = Parameter(method, about, ParameterRole.Progress);
        var answers = Answers(method.Reply!, method.Kind, about);
        if (method.Progress is not null)
        {
            var nullability = SchemaBuilder.Argument(progress?.Nullability, 0);
            answers.Add(MessageWriter.Progress, messages.Of(method.Progress, null, progress?.Text, nullability, Headers.Progress()));
        }

        return OfAnswers(answers);
    }

    /// <summary>The channel of the answers that a handler gives for a filter of its own.</summary>
    public JsonMap OfReplies(RouteCallModel call, MethodNotes? about) => OfAnswers(Answers(call.Reply!, OperationWriter.KindOf(call), about));

    /// <summary>The channel of what a requester says about a streamed answer while it lasts.</summary>
    public static JsonMap OfControl() => Unaddressed(
        "The response topic of the sign that opens the streamed answer.",
        new JsonMap().Add(MessageWriter.Word, MessageWriter.OfHeaders("Word of the requester", Headers.Word())));

    private static ParameterNotes? Parameter(TopicMethodModel method, MethodNotes? about, ParameterRole role) =>
        NotesIndex.Parameter(about, method.Parameters.FirstOrDefault(parameter => parameter.Role == role).Name);

    private JsonMap Answers(PayloadModel reply, TopicKind kind, MethodNotes? about) => kind == TopicKind.Stream
        ? new JsonMap()
            .Add(MessageWriter.Element, messages.Of(reply, null, about?.Returns, about?.Result, Headers.Element()))
            .Add(MessageWriter.Sign, MessageWriter.OfHeaders("Sign of a streamed answer", Headers.Sign()))
        : new JsonMap().Add(MessageWriter.Reply, messages.Of(reply, null, about?.Returns, about?.Result));

    private static JsonMap OfAnswers(JsonMap answers) =>
        Unaddressed("The response topic of the request.", answers.Add(MessageWriter.Refusal, MessageWriter.OfHeaders("Refusal", Headers.Refusal())));

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
