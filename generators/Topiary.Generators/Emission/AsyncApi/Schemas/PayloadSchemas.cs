using System;
using Topiary.Generators.Model;

namespace Topiary.Generators.Emission;

/// <summary>Finds the schema of a payload by the serializer that writes it.</summary>
internal sealed class PayloadSchemas(SchemaBuilder schemas)
{
    private const string Instance = ".Instance";
    private const string Composed = "global::Topiary.Runtime.OneOfPayload<";

    /// <summary>The schema; null for bytes, and for what only the user's own serializer knows.</summary>
    public JsonMap? Of(PayloadModel payload, Nullability? nullability) => Of(payload.SerializerExpression, nullability);

    private JsonMap? Of(string expression, Nullability? nullability)
    {
        if (!expression.EndsWith(Instance, StringComparison.Ordinal))
        {
            return null;
        }

        var name = expression.Substring(0, expression.Length - Instance.Length);
        if (name.StartsWith(Names.Generated, StringComparison.Ordinal))
        {
            var className = name.Substring(Names.Generated.Length);
            return schemas.Find(className) is ComposedModel composed ? Of(composed, nullability) : Known(schemas.Of(className, nullability));
        }

        return name switch
        {
            Names.Runtime + "StringPayload" => ScalarSchemas.Of("String"),
            Names.Runtime + "BooleanPayload" => ScalarSchemas.Of("Boolean"),
            _ when TypeArgument(name, "TextPayload") is { } type => ScalarSchemas.Of(ScalarSchemas.NameOf(type)),
            _ when TypeArgument(name, "SpanTextPayload") is { } type => ScalarSchemas.Of(ScalarSchemas.NameOf(type)),
            _ => null,
        };
    }

    private static JsonMap? Known(JsonMap schema) => schema.Count == 0 ? null : schema;

    private static string? TypeArgument(string name, string generic)
    {
        var start = Names.Runtime + generic + "<";
        return name.StartsWith(start, StringComparison.Ordinal) ? name.Substring(start.Length, name.Length - start.Length - 1) : null;
    }

    /// <summary>One of several forms; one whose form is not known makes that of the whole unknown. Nothing at all is an empty payload.</summary>
    private JsonMap? Of(ComposedModel model, Nullability? nullability)
    {
        if (!model.Composer.StartsWith(Composed, StringComparison.Ordinal))
        {
            return Of(model.Parts[0], SchemaBuilder.Argument(nullability, 0));
        }

        var forms = new JsonList();
        for (var i = 0; i < model.Parts.Count; i++)
        {
            if (Of(model.Parts[i], SchemaBuilder.Argument(nullability, i)) is not { } form)
            {
                return null;
            }

            forms.Add(form);
        }

        return new JsonMap().Add("anyOf", forms);
    }
}
