namespace Topiary.Generators.Emission;

/// <summary>Adds null to what a schema allows.</summary>
internal static class NullableSchema
{
    public static JsonMap Of(JsonMap schema)
    {
        if (schema.Count == 0)
        {
            return schema;
        }

        if (schema["type"] is not { } type)
        {
            return new JsonMap().Add("anyOf", new JsonList().Add(schema).Add(new JsonMap().Add("type", "null")));
        }

        schema.Replace("type", type is JsonList list ? list.Add("null") : new JsonList().Add(type).Add("null"));
        if (schema["enum"] is JsonList values)
        {
            values.Add(JsonLeaf.Null);
        }

        return schema;
    }
}
