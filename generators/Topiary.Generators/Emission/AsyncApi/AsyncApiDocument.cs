using System;
using System.Collections.Generic;
using System.Linq;
using Topiary.Generators.Model;

namespace Topiary.Generators.Emission;

/// <summary>
/// Puts an AsyncAPI 3.0 document together: a channel for each topic, <c>send</c> operations for what contracts say, <c>receive</c>
/// operations for what handlers take.
/// </summary>
internal sealed class AsyncApiDocument
{
    private readonly AsyncApiModel _model;
    private readonly NotesIndex _notes;
    private readonly ChannelNames _names;
    private readonly ChannelWriter _channels;
    private readonly OperationWriter _operations;
    private readonly SchemaBuilder _schemas;

    private AsyncApiDocument(AsyncApiModel model)
    {
        _model = model;
        _notes = new NotesIndex(model.Notes);
        _names = new ChannelNames(model);
        _schemas = new SchemaBuilder(Serializers(model), _notes);
        _channels = new ChannelWriter(_notes, new MessageWriter(new PayloadSchemas(_schemas)));
        _operations = new OperationWriter(_notes, _names);
    }

    /// <summary>The document.</summary>
    public static JsonMap Of(AsyncApiModel model) => new AsyncApiDocument(model).Build();

    private JsonMap Build() => new JsonMap()
        .Add("asyncapi", "3.0.0")
        .Add("info", new JsonMap().Add("title", _model.Settings.Title).Add("version", _model.Settings.Version))
        .AddFilled("channels", Sorted(Channels()))
        .AddFilled("operations", Sorted(Operations()))
        .AddFilled("components", new JsonMap().AddFilled("schemas", _schemas.Components()));

    private IEnumerable<KeyValuePair<string, JsonMap>> Channels()
    {
        foreach (var method in _names.Methods)
        {
            var key = _names.Of(method);
            yield return new(key, _channels.OfTopic(method));
            if (method.Reply is not null)
            {
                yield return new(ChannelNames.Reply(key), _channels.OfReplies(method));
            }

            if (method.Kind == TopicKind.Stream)
            {
                yield return new(ChannelNames.Control(key), ChannelWriter.OfControl());
            }
        }

        foreach (var (handler, route) in Routes().Where(pair => pair.Route.Declared is null))
        {
            var key = _names.Of(handler, route);
            yield return new(key, _channels.OfFilter(route, _notes.Method(handler.Type, route.Call.Method)));
            if (route.Call.Reply is not null)
            {
                yield return new(ChannelNames.Reply(key), _channels.OfReplies(route.Call, _notes.Method(handler.Type, route.Call.Method)));
            }

            if (OperationWriter.KindOf(route.Call) == TopicKind.Stream)
            {
                yield return new(ChannelNames.Control(key), ChannelWriter.OfControl());
            }
        }
    }

    private IEnumerable<KeyValuePair<string, JsonMap>> Operations()
    {
        foreach (var method in _names.OwnMethods)
        {
            yield return new(_names.Of(method), _operations.Send(method));
            if (method.Kind == TopicKind.Stream)
            {
                yield return new(ChannelNames.Control(_names.Of(method)), _operations.Control(method));
            }
        }

        foreach (var (handler, route) in Routes())
        {
            yield return new(_names.Of(handler, route), _operations.Receive(handler, route));
        }
    }

    private IEnumerable<(HandlerModel Handler, RouteModel Route)> Routes() =>
        _model.Handlers.SelectMany(handler => handler.Routes.Select(route => (handler, route)));

    private static JsonMap Sorted(IEnumerable<KeyValuePair<string, JsonMap>> members)
    {
        var sorted = new JsonMap();
        foreach (var member in members.OrderBy(member => member.Key, StringComparer.Ordinal))
        {
            sorted.Add(member.Key, member.Value);
        }

        return sorted;
    }

    private static Dictionary<string, SerializerModel> Serializers(AsyncApiModel model)
    {
        var serializers = new Dictionary<string, SerializerModel>(StringComparer.Ordinal);
        var payloads = model.Contracts.SelectMany(contract => contract.Methods)
            .Concat(model.Handlers.SelectMany(handler => handler.Routes).Select(route => route.Declared).OfType<TopicMethodModel>())
            .SelectMany(method => new[] { method.Payload, method.Reply, method.Progress })
            .Concat(model.Handlers.SelectMany(handler => handler.Routes).SelectMany(route => new[] { route.Call.Payload, route.Call.Reply }));
        foreach (var serializer in payloads.OfType<PayloadModel>().SelectMany(payload => payload.Serializers))
        {
            serializers[serializer.ClassName] = serializer;
        }

        return serializers;
    }
}
