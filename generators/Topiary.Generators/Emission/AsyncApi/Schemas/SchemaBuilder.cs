using System;
using System.Collections.Generic;
using System.Linq;
using Topiary.Generators.Model;

namespace Topiary.Generators.Emission;

/// <summary>
/// Writes the JSON Schema of payloads from the models that their serializers are emitted from. Objects, enums and whatever
/// holds itself are components of the document; the rest stands where it is used.
/// </summary>
internal sealed class SchemaBuilder
{
    private const string Pointer = "#/components/schemas/";

    private readonly IReadOnlyDictionary<string, SerializerModel> _serializers;
    private readonly SortedDictionary<string, string> _components;
    private readonly NotesIndex _notes;

    /// <summary>Prepares the schemas of a document.</summary>
    /// <param name="serializers">Every serializer of its payloads, by class name.</param>
    /// <param name="notes">What the sources say about the types.</param>
    public SchemaBuilder(IReadOnlyDictionary<string, SerializerModel> serializers, NotesIndex notes)
    {
        _serializers = serializers;
        _notes = notes;
        var recursion = new RecursiveSchemas(serializers);
        _components = SchemaNames.Of(serializers.Values.Where(model => model is JsonObjectModel or JsonPolymorphicModel or JsonEnumModel or MessagePackObjectModel or MessagePackUnionModel || recursion.Contains(model)));
    }

    /// <summary>The schemas that others refer to, in the ordinal order of their names.</summary>
    public JsonMap Components()
    {
        var components = new JsonMap();
        foreach (var component in _components.OrderBy(component => component.Value, StringComparer.Ordinal))
        {
            components.Add(component.Value, Definition(_serializers[component.Key], null));
        }

        return components;
    }

    /// <summary>The schema of what a serializer class writes.</summary>
    public JsonMap Of(string className, Nullability? nullability = null) =>
        _components.TryGetValue(className, out var component) ? JsonMap.Reference(Pointer + component)
            : _serializers.TryGetValue(className, out var model) ? Definition(model, nullability)
            : new JsonMap();

    /// <summary>The model of a serializer class; null when it is none of the payloads'.</summary>
    public SerializerModel? Find(string className) => _serializers.TryGetValue(className, out var model) ? model : null;

    /// <summary>The schema of a value where it is used.</summary>
    public JsonMap Of(JsonValueModel value, Nullability? nullability)
    {
        if (value.IsOptional)
        {
            nullability = Argument(nullability, 0);
        }

        var inner = value.IsNullable ? Argument(nullability, 0) : nullability;
        var schema = value.Form == JsonForm.Scalar ? ScalarSchemas.Of(value.Name, value.NumberHandling) : Of(value.Name, inner);
        return value.IsNullable || (value.IsReference && nullability?.CanBeNull == true) ? NullableSchema.Of(schema) : schema;
    }

    /// <summary>A type argument's nullability; null where nothing is known of it.</summary>
    public static Nullability? Argument(Nullability? nullability, int index) =>
        nullability is not null && index < nullability.Arguments.Count ? nullability.Arguments[index] : null;

    /// <summary>The last argument of a type with so many; a type with others may give its own elements any place.</summary>
    public static Nullability? OnlyArgument(Nullability? nullability, int count) =>
        nullability?.Arguments.Count == count ? nullability.Arguments[count - 1] : null;

    private JsonMap Definition(SerializerModel model, Nullability? nullability) => model switch
    {
        JsonObjectModel @object => new ObjectSchema(this, _notes).Of(@object),
        JsonPolymorphicModel polymorphic => PolymorphicSchema.Of(this, _notes, polymorphic),
        JsonEnumModel @enum => EnumSchemas.Of(@enum, _notes.Type(@enum.Type)),
        TextEnumModel text => EnumSchemas.Of(text, _notes.Type(text.Type)),
        JsonCollectionModel collection => new JsonMap().Add("type", "array").Add("items", Of(collection.Element, OnlyArgument(nullability, 1))),
        JsonDictionaryModel dictionary => Dictionary(dictionary, OnlyArgument(nullability, 2)),
        JsonUnionModel union => Union(union, nullability),
        JsonSimpleModel simple => Of(simple.Value, nullability),
        JsonConverterModel converter => ConverterSchemas.Of(converter),
        JsonContextModel context => new JsonMap().Add("description", $"As `{SchemaNames.ShortName(context.Context)}` writes `{SchemaNames.ShortName(context.Type)}`."),
        MessagePackModel messagePack => new MessagePackSchemas(this, _notes).Of(messagePack, nullability),
        _ => new JsonMap(),
    };

    private JsonMap Dictionary(JsonDictionaryModel dictionary, Nullability? value)
    {
        var schema = new JsonMap().Add("type", "object");
        var names = dictionary.Key.Form == JsonForm.Scalar ? ScalarSchemas.OfName(dictionary.Key.Name) : Of(dictionary.Key.Name);
        if (names is not null)
        {
            schema.Add("propertyNames", names);
        }

        return schema.Add("additionalProperties", Of(dictionary.Value, value));
    }

    private JsonMap Union(JsonUnionModel union, Nullability? nullability)
    {
        var cases = new JsonList();
        for (var i = 0; i < union.Cases.Count; i++)
        {
            cases.Add(Of(union.Cases[i].Value, Argument(nullability, i)));
        }

        return new JsonMap().Add("anyOf", cases);
    }
}
