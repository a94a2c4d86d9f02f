using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Topiary.Generators.Model;

namespace Topiary.Generators.Emission;

/// <summary>Says what a payload looks like on the wire, in terms that do not change when only C# does.</summary>
internal sealed class PayloadShape
{
    private readonly Dictionary<string, SerializerModel> _serializers;
    private readonly Stack<string> _open = new();

    private PayloadShape(PayloadModel payload) => _serializers = payload.Serializers
        .GroupBy(static model => model.ClassName)
        .ToDictionary(static group => group.Key, static group => group.First());

    /// <summary>The shape; a payload that the generators do not write themselves is named by its serializer.</summary>
    public static JsonTree Of(PayloadModel payload)
    {
        var shape = new PayloadShape(payload);
        var className = payload.SerializerExpression.Replace("global::Topiary.Generated.", "").Replace(".Instance", "");
        return shape._serializers.TryGetValue(className, out var model) ? shape.Of(model) : JsonTree.Of(Named(payload.SerializerExpression));
    }

    /// <summary>A serializer of the runtime, or one of the user's, by what it writes.</summary>
    private static string Named(string expression)
    {
        var name = Short(expression).Replace("Topiary.Runtime.", "").Replace(".Instance", "");
        var start = name.IndexOf('<');
        var argument = start < 0 ? "" : name.Substring(start + 1, name.LastIndexOf('>') - start - 1);
        return name.StartsWith("Raw", StringComparison.Ordinal) ? "bytes"
            : name.StartsWith("UserSerializer", StringComparison.Ordinal) ? "by " + argument
            : name == "StringPayload" ? "text string"
            : name == "BooleanPayload" ? "text bool"
            : name.Contains("TextPayload<") ? "text " + argument
            : name;
    }

    private JsonTree Of(SerializerModel model)
    {
        if (_open.Contains(model.ClassName))
        {
            return JsonTree.Of("again " + Short(model.Type));
        }

        _open.Push(model.ClassName);
        var shape = model switch
        {
            JsonObjectModel @object => Members(@object),
            JsonCollectionModel collection => JsonTree.Of([Of(collection.Element)]),
            JsonDictionaryModel dictionary => Object(("*", Of(dictionary.Value)), ("key", Of(dictionary.Key))),
            JsonEnumModel { AsText: true } @enum => Names("enum", @enum.Values),
            JsonEnumModel @enum => JsonTree.Of("enum as " + @enum.Underlying),
            TextEnumModel @enum => Names("text", @enum.Values),
            JsonUnionModel union => Object(("one of", JsonTree.Of([.. union.Cases.Select(candidate => Of(candidate.Value))]))),
            JsonPolymorphicModel polymorphic => Derived(polymorphic),
            JsonConverterModel converter => JsonTree.Of("by " + Short(converter.Converter)),
            JsonSimpleModel simple => Of(simple.Value),
            MessagePackObjectModel { IsMap: true } map => Members(map, static member => member.Name),
            MessagePackObjectModel array => Object(("array", Members(array, static member => Number(member.Index)))),
            MessagePackTupleModel tuple => Object(("array", Object([.. tuple.Parts.Select((part, index) => (Number(index), Of(part.Value)))]))),
            MessagePackCollectionModel collection => JsonTree.Of([Of(collection.Element)]),
            MessagePackDictionaryModel dictionary => Object(("*", Of(dictionary.Value)), ("key", Of(dictionary.Key))),
            MessagePackUnionModel union => Object(("by number", Object([.. union.Cases.Select(candidate => (Number(candidate.Key), Of(candidate.Value)))]))),
            MessagePackSimpleModel simple => Of(simple.Value),
            ComposedModel composed => Object(("one of", JsonTree.Of([.. composed.Parts.Select(Part)]))),
            _ => JsonTree.Of(Short(model.Type)),
        };
        _open.Pop();
        return shape;
    }

    private JsonTree Part(string expression)
    {
        var className = expression.Replace("global::Topiary.Generated.", "").Replace(".Instance", "");
        return _serializers.TryGetValue(className, out var model) ? Of(model) : JsonTree.Of(Named(expression));
    }

    private JsonTree Of(JsonValueModel value) => Nullable(value.IsNullable, value.Form == JsonForm.Serializer && _serializers.TryGetValue(value.Name, out var model)
        ? Of(model)
        : JsonTree.Of(value.Name.Length > 0 ? value.Name : Short(value.Type)));

    private JsonTree Of(MessagePackValueModel value) => Nullable(value.IsNullable, value.Form == MessagePackForm.Serializer && _serializers.TryGetValue(value.Name, out var model)
        ? Of(model)
        : JsonTree.Of(value.Form == MessagePackForm.Enum ? "enum as " + value.Name : value.Name));

    private static JsonTree Nullable(bool isNullable, JsonTree shape) => isNullable && shape.Text is { } text ? JsonTree.Of(text + "?") : shape;

    /// <summary>Members by name; <c>!</c> marks those that a document must have.</summary>
    private JsonTree Members(JsonObjectModel model) => JsonTree.Of(
    [
        .. model.Members
            .Where(static member => member.Write != JsonMemberWrite.Never || member.Read != JsonMemberRead.Skipped)
            .Select(member => new KeyValuePair<string, JsonTree>(member.JsonName + (member.IsRequired ? "!" : ""), Of(member.Value))),
    ]);

    private JsonTree Members(MessagePackObjectModel model, Func<MessagePackMemberModel, string> key) => Object(
    [
        .. model.Members
            .Where(static member => member.IsWritten || member.Read != MessagePackMemberRead.Skipped)
            .Select(member => (key(member), Of(member.Value))),
    ]);

    private JsonTree Derived(JsonPolymorphicModel model) => Object(("by " + model.Property, JsonTree.Of(
    [
        .. model.Derived
            .Where(static derived => derived.Discriminator is not null)
            .Select(derived => new KeyValuePair<string, JsonTree>(
                derived.Discriminator!.Text ?? Number(derived.Discriminator.Number!.Value),
                _serializers.TryGetValue(derived.Serializer, out var serializer) ? Of(serializer) : JsonTree.Of(Short(derived.Type)))),
    ])));

    private static JsonTree Names(string kind, EquatableArray<JsonEnumValue> values) =>
        Object((kind, JsonTree.Of([.. values.Select(static value => JsonTree.Of(value.JsonName))])));

    private static JsonTree Object(params (string Name, JsonTree Value)[] members) =>
        JsonTree.Of([.. members.Select(static member => new KeyValuePair<string, JsonTree>(member.Name, member.Value))]);

    private static string Short(string type) => type.Replace("global::", "");

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
