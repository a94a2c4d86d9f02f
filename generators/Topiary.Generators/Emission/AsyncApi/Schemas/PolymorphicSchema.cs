using System.Globalization;
using Topiary.Generators.Model;

namespace Topiary.Generators.Emission;

/// <summary>Writes the schema of a type that stands for its derived types: each has its own value of the discriminator.</summary>
internal static class PolymorphicSchema
{
    public static JsonMap Of(SchemaBuilder schemas, NotesIndex notes, JsonPolymorphicModel model)
    {
        var forms = new JsonList();
        var values = new JsonList();
        var hasAnonymous = false;
        foreach (var derived in model.Derived)
        {
            forms.Add(schemas.Of(derived.Serializer));
            if (derived.Discriminator is { } discriminator)
            {
                values.Add(Value(discriminator));
            }
            else
            {
                hasAnonymous = true;
            }
        }

        if (model.BaseSerializer is not null && model.CanBeBase)
        {
            // Itself it is where the discriminator names none of the others.
            var others = new JsonMap().Add("required", new JsonList().Add(model.Property));
            if (model.IgnoresUnrecognized)
            {
                others.Add("properties", new JsonMap().Add(model.Property, new JsonMap().Add("enum", values)));
            }

            forms.Add(new JsonMap().Add("allOf", new JsonList().Add(schemas.Of(model.BaseSerializer)).Add(new JsonMap().Add("not", others))));
        }

        var schema = new JsonMap().Add("type", "object").AddText("description", notes.Type(model.Type)?.Text);
        if (!hasAnonymous && !model.CanBeBase)
        {
            schema
                .Add("discriminator", model.Property)
                .Add("properties", new JsonMap().Add(model.Property, new JsonMap().Add("enum", values)))
                .Add("required", new JsonList().Add(model.Property));
        }

        // What is written without a discriminator may look like any other form.
        return schema.Add(hasAnonymous ? "anyOf" : "oneOf", forms);
    }

    /// <summary>The value of a discriminator.</summary>
    public static JsonPart Value(JsonDiscriminatorModel discriminator) =>
        discriminator.Text is { } text ? JsonLeaf.Of(text) : JsonLeaf.Number((discriminator.Number ?? 0).ToString(CultureInfo.InvariantCulture));
}
