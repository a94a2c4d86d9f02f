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

    private JsonMap Property(JsonObjectModel model, JsonMemberModel member)
    {
        var about = notes.Member(model.Type, member.Member);
        var schema = schemas.Of(member.Value, about?.Nullability);
        var standard = member.Read == JsonMemberRead.Constructor && about?.Default is { } value ? Default(member.Value, value) : null;
        if (schema["$ref"] is not null && (standard is not null || about is { Text.Length: > 0 }))
        {
            // What stands beside a reference does not count.
            schema = new JsonMap().Add("allOf", new JsonList().Add(schema));
        }

        if (about is { Text.Length: > 0 } && schema["description"] is null)
        {
            schema.Add("description", about.Text);
        }

        return standard is null ? schema : schema.Add("default", standard);
    }

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
