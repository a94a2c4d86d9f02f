using System.Collections.Generic;
using System.Linq;
using Topiary.Generators.Model;

namespace Topiary.Generators.Emission;

/// <summary>
/// Writes the schema of MessagePack payloads: what a document says of the values that come out of the bytes. What JSON has no
/// value for, bytes and timestamps, is named by <c>x-msgpack</c>.
/// </summary>
internal sealed class MessagePackSchemas(SchemaBuilder schemas, NotesIndex notes)
{
    private const string Kind = "x-msgpack";

    public JsonMap Of(MessagePackModel model, Nullability? nullability) => model switch
    {
        MessagePackObjectModel @object => @object.IsMap ? Map(@object) : Array(@object),
        MessagePackUnionModel union => Union(union),
        MessagePackCollectionModel collection => new JsonMap().Add("type", "array").Add("items", Of(collection.Element, SchemaBuilder.OnlyArgument(nullability, 1))),
        MessagePackDictionaryModel dictionary => Dictionary(dictionary, SchemaBuilder.OnlyArgument(nullability, 2)),
        MessagePackTupleModel tuple => Tuple(tuple.Parts.Select((part, i) => Of(part.Value, SchemaBuilder.Argument(nullability, i)))),
        MessagePackSimpleModel simple => Of(simple.Value, nullability),
        _ => new JsonMap(),
    };

    private JsonMap Of(MessagePackValueModel value, Nullability? nullability)
    {
        if (value.IsOptional)
        {
            nullability = SchemaBuilder.Argument(nullability, 0);
        }

        var schema = value.Form switch
        {
            MessagePackForm.Scalar => Scalar(value.Name),
            MessagePackForm.Enum => Scalar(value.Name).AddText("description", EnumSchemas.Description(notes.Type(value.Type))),
            _ => schemas.Of(value.Name, value.IsNullable ? SchemaBuilder.Argument(nullability, 0) : nullability),
        };
        return value.IsNullable || (value.IsReference && nullability?.CanBeNull == true) ? NullableSchema.Of(schema) : schema;
    }

    private static JsonMap Scalar(string name) => name switch
    {
        "Char" => ScalarSchemas.Of("UInt16"),
        "DateTime" => ScalarSchemas.Of("DateTimeOffset").Add(Kind, "timestamp"),
        "DateTimeOffset" => Tuple([Scalar("DateTime"), ScalarSchemas.Of("Int16").Add("description", "Offset in minutes.")])
            .Add("description", "What the clock shows, as if it were in UTC, and its offset."),
        "DateOnly" => ScalarSchemas.Of("Int32").Add("description", "Days since January 1st of the year 1."),
        "TimeOnly" or "TimeSpan" => ScalarSchemas.Of("Int64").Add("description", "Ticks of 100 ns."),
        "Decimal" => new JsonMap().Add("type", "string").Add("pattern", @"^-?[0-9]+(\.[0-9]+)?$"),
        "BigInteger" or "Bytes" or "Memory" or "ReadOnlyMemory" or "ReadOnlySequence" => new JsonMap().Add("type", "string").Add(Kind, "bin"),
        _ => ScalarSchemas.Of(name),
    };

    /// <summary>An array with so many items, each of its own form.</summary>
    private static JsonMap Tuple(IEnumerable<JsonMap> items)
    {
        var list = new JsonList();
        foreach (var item in items)
        {
            list.Add(item);
        }

        return new JsonMap().Add("type", "array").Add("items", list).Add("minItems", list.Count).Add("maxItems", list.Count);
    }

    private JsonMap Map(MessagePackObjectModel model)
    {
        var properties = new JsonMap();
        foreach (var member in model.Members)
        {
            properties.Add(member.Name, Member(model, member));
        }

        return new JsonMap().Add("type", "object").AddText("description", notes.Type(model.Type)?.Text).AddFilled("properties", properties);
    }

    /// <summary>An array whose items are the members by their numbers; a number that no member has is nil. It may be shorter, or longer.</summary>
    private JsonMap Array(MessagePackObjectModel model)
    {
        var items = new JsonList();
        foreach (var member in model.Members.OrderBy(member => member.Index))
        {
            while (items.Count < member.Index)
            {
                items.Add(new JsonMap().Add("type", "null"));
            }

            items.Add(new JsonMap().Add("title", member.Member.TrimStart('@')).Add("allOf", new JsonList().Add(Member(model, member))));
        }

        var schema = new JsonMap().Add("type", "array").AddText("description", notes.Type(model.Type)?.Text);
        return items.Count == 0 ? schema : schema.Add("items", items);
    }

    private JsonMap Member(MessagePackObjectModel model, MessagePackMemberModel member)
    {
        var about = notes.Member(model.Type, member.Member);
        return ObjectSchema.Described(Of(member.Value, about?.Nullability), about?.Text);
    }

    private JsonMap Union(MessagePackUnionModel model)
    {
        var forms = new JsonList();
        foreach (var @case in model.Cases)
        {
            forms.Add(Tuple([new JsonMap().Add("const", @case.Key), Of(@case.Value, null)]));
        }

        return new JsonMap().AddText("description", notes.Type(model.Type)?.Text).Add("oneOf", forms);
    }

    private JsonMap Dictionary(MessagePackDictionaryModel model, Nullability? nullability)
    {
        var schema = new JsonMap().Add("type", "object");
        if (model.Key.Form != MessagePackForm.Scalar || model.Key.Name != "String")
        {
            // In JSON every name is a string; here it need not be.
            schema.Add("x-msgpack-key", Of(model.Key, null));
        }

        return schema.Add("additionalProperties", Of(model.Value, nullability));
    }
}
