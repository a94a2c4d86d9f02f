using Topiary.Generators.Model;

namespace Topiary.Generators.Emission;

/// <summary>Writes the schema of a JSON object.</summary>
internal sealed class ObjectSchema(SchemaBuilder schemas, NotesIndex notes)
{
    public JsonMap Of(JsonObjectModel model)
    {
        var properties = new JsonMap();
        var required = new JsonList();
        if (model.Discriminator is { } discriminator)
        {
            properties.Add(discriminator.Property, new JsonMap().Add("const", PolymorphicSchema.Value(discriminator)));
            required.Add(discriminator.Property);
        }

        foreach (var member in model.Members)
        {
            if (member.Write == JsonMemberWrite.Never && member.Read == JsonMemberRead.Skipped)
            {
                continue;
            }

            properties.Add(member.JsonName, Property(model, member));
            if (member.IsRequired)
            {
                required.Add(member.JsonName);
            }
        }

        var schema = new JsonMap().Add("type", "object").AddText("description", notes.Type(model.Type)?.Text).AddFilled("properties", properties);
        if (required.Count > 0)
        {
            schema.Add("required", required);
        }

        return model.RefusesUnknown ? schema.Add("additionalProperties", false)
            : model.Extension is not null ? schema.Add("additionalProperties", true)
            : schema;
    }

    /// <summary>A schema with what is said about the place where it is used.</summary>
    public static JsonMap Described(JsonMap schema, string? text) =>
        string.IsNullOrEmpty(text) || schema["description"] is not null ? schema
            : schema["$ref"] is null ? schema.Add("description", text!)
            : Around(schema).Add("description", text!);

    private JsonMap Property(JsonObjectModel model, JsonMemberModel member)
    {
        var about = notes.Member(model.Type, member.Member);
        var schema = schemas.Of(member.Value, about?.Nullability);
        var standard = member.Read == JsonMemberRead.Constructor && about?.Default is { } value ? Default(member.Value, value) : null;
        if (standard is not null && schema["$ref"] is not null)
        {
            schema = Around(schema);
        }

        schema = Described(schema, about?.Text);
        return standard is null ? schema : schema.Add("default", standard);
    }

    /// <summary>What stands beside a reference does not count, so it is put into an object of its own.</summary>
    private static JsonMap Around(JsonMap reference) => new JsonMap().Add("allOf", new JsonList().Add(reference));

    /// <summary>The default value as the member's serializer writes it; null where only running it would tell.</summary>
    private JsonPart? Default(JsonValueModel value, DefaultValue standard) => standard.Kind switch
    {
        JsonKinds.Null => JsonLeaf.Null,
        JsonKinds.String when value is { Form: JsonForm.Scalar, Name: "String" or "Char" } => JsonLeaf.Of(standard.Text),
        JsonKinds.Boolean when value.Form == JsonForm.Scalar => JsonLeaf.Number(standard.Text),
        JsonKinds.Number when value.Form == JsonForm.Scalar && value.NumberHandling is null => JsonLeaf.Number(standard.Text),
        JsonKinds.Number when schemas.Find(value.Name) is JsonEnumModel @enum => EnumSchemas.Value(@enum, notes.Type(@enum.Type), standard.Text),
        _ => null,
    };
}
