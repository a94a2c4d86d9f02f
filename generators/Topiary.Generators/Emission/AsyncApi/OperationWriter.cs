using System;
using Topiary.Generators.Model;

namespace Topiary.Generators.Emission;

/// <summary>Writes operations: what the application sends through a contract, and what its handlers receive.</summary>
internal sealed class OperationWriter(NotesIndex notes, ChannelNames names)
{
    /// <summary>Publishing, or asking, through a contract's method.</summary>
    public JsonMap Send(TopicMethodModel method)
    {
        var bindings = new JsonMap().Add("qos", method.Topic.QoS).Add("retain", method.Topic.Retain);
        if (ExpiryOf(method) is > 0 and var expiry)
        {
            bindings.Add("messageExpiryInterval", expiry);
        }

        var key = names.Of(method);
        var operation = Operation("send", key, notes.Method(method.Interface, method.Name)?.Text).Add("bindings", Mqtt.Binding(bindings));
        if (method.Topic.Will is { } will)
        {
            operation.Add("x-topiary-will", new JsonMap().Add("delaySeconds", will.DelaySeconds).Add("publishOnStop", will.PublishOnStop));
        }

        if (method.Topic.Idempotent)
        {
            operation.Add("x-topiary-idempotent", true);
        }

        return method.Reply is null ? operation : operation.Add("reply", Reply(key, method.Kind, method.Progress is not null));
    }

    /// <summary>What is said to the responder while a streamed answer lasts.</summary>
    public JsonMap Control(TopicMethodModel method)
    {
        var key = ChannelNames.Control(names.Of(method));
        return new JsonMap()
            .Add("action", "send")
            .Add("channel", Channel(key))
            .Add("bindings", Mqtt.Binding(new JsonMap().Add("qos", 0).Add("retain", false)))
            .Add("messages", new JsonList().Add(Message(key, MessageWriter.Word)));
    }

    /// <summary>What a handler takes.</summary>
    public JsonMap Receive(HandlerModel handler, RouteModel route)
    {
        var declared = route.Declared;
        var key = declared is null ? names.Of(handler, route) : names.Of(declared);
        var text = notes.Method(handler.Type, route.Call.Method) is { Text.Length: > 0 } own ? own.Text
            : declared is null ? null
            : notes.Method(declared.Interface, declared.Name)?.Text;
        var filter = handler.Share is null ? route.Filter : "$share/" + handler.Share + "/" + route.Filter;
        var operation = Operation("receive", key, text)
            .Add("bindings", Mqtt.Binding(new JsonMap().Add("qos", route.Settings.QoS)))
            .Add("x-topiary-filter", filter);
        return route.Call.Reply is null ? operation : operation.Add("reply", Reply(key, KindOf(route.Call), declared is not null && route.Call.Progress is not null));
    }

    /// <summary>What a handler's method does for a message.</summary>
    public static TopicKind KindOf(RouteCallModel call) =>
        call.Reply is null ? TopicKind.OneWay : call.Return == ReturnKind.Stream ? TopicKind.Stream : TopicKind.Request;

    /// <summary>How long the broker keeps a message for its receivers, in seconds; a request for as long as its requester waits.</summary>
    private static int ExpiryOf(TopicMethodModel method) =>
        method.Kind == TopicKind.OneWay ? method.Topic.ExpirySeconds : Math.Max(1, method.Topic.TimeoutMilliseconds / 1000);

    private static JsonMap Operation(string action, string channel, string? text) => new JsonMap()
        .Add("action", action)
        .Add("channel", Channel(channel))
        .AddText("summary", text)
        .Add("messages", new JsonList().Add(Message(channel, MessageWriter.Message)));

    private static JsonMap Reply(string key, TopicKind kind, bool hasProgress)
    {
        var channel = ChannelNames.Reply(key);
        var messages = kind == TopicKind.Stream
            ? new JsonList().Add(Message(channel, MessageWriter.Element)).Add(Message(channel, MessageWriter.Sign))
            : new JsonList().Add(Message(channel, MessageWriter.Reply));
        if (hasProgress)
        {
            messages.Add(Message(channel, MessageWriter.Progress));
        }

        return new JsonMap()
            .Add("address", new JsonMap().Add("location", Mqtt.ResponseTopic))
            .Add("channel", Channel(channel))
            .Add("messages", messages.Add(Message(channel, MessageWriter.Refusal)));
    }

    private static JsonMap Channel(string key) => JsonMap.Reference("#/channels/" + key);

    private static JsonMap Message(string channel, string message) => JsonMap.Reference($"#/channels/{channel}/messages/{message}");
}
