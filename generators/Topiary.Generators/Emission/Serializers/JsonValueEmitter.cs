using Topiary.Generators.Model;

namespace Topiary.Generators.Emission;

/// <summary>Writes the expressions and statements for a value at the place of its use.</summary>
internal static class JsonValueEmitter
{
    /// <summary>Expression that reads the value on which the reader stands.</summary>
    public static string Read(JsonValueModel value)
    {
        if (value.IsOptional)
        {
            return $"new {value.DeclaredType}({Read(value with { IsOptional = false })})";
        }

        var read = ReadUnderlying(value);
        return value.IsNullable ? $"{JsonClass.IsNull} ? null : ({value.DeclaredType}){read}" : read;
    }

    /// <summary>Writes the statement for a value without a name.</summary>
    public static void Write(SourceWriter source, JsonValueModel value, string expression, string variable)
    {
        if (!value.IsNullable)
        {
            source.Line(WriteUnderlying(value, expression));
            return;
        }

        using (source.Braces($"if ({expression} is {{ }} {variable})"))
        {
            source.Line(WriteUnderlying(value, variable));
        }

        using (source.Braces("else"))
        {
            source.Line("writer.WriteNullValue();");
        }
    }

    /// <summary>Writes the statements for a member.</summary>
    public static void WriteMember(SourceWriter source, JsonValueModel value, string name, string expression, string variable, JsonMemberWrite condition)
    {
        if (value.IsOptional && condition != JsonMemberWrite.Never)
        {
            using (source.Braces($"if ({expression}.HasValue)"))
            {
                WriteMember(source, value with { IsOptional = false }, name, expression + ".Value", variable, JsonMemberWrite.Always);
            }

            return;
        }

        switch (condition)
        {
            case JsonMemberWrite.UnlessNull:
                using (source.Braces($"if ({expression} is {{ }} {variable})"))
                {
                    WriteNamed(source, value, name, variable);
                }

                break;
            case JsonMemberWrite.UnlessDefault:
                using (source.Braces($"if (!global::System.Collections.Generic.EqualityComparer<{value.Type}>.Default.Equals({expression}, default))"))
                {
                    WriteNamed(source, value, name, expression);
                }

                break;
            case JsonMemberWrite.Always when value.IsNullable:
                using (source.Braces($"if ({expression} is {{ }} {variable})"))
                {
                    WriteNamed(source, value, name, variable);
                }

                using (source.Braces("else"))
                {
                    source.Line($"writer.WriteName({name});");
                    source.Line("writer.WriteNullValue();");
                }

                break;
            case JsonMemberWrite.Always:
                WriteNamed(source, value, name, expression);
                break;
        }
    }

    private static void WriteNamed(SourceWriter source, JsonValueModel value, string name, string expression)
    {
        source.Line($"writer.WriteName({name});");
        source.Line(WriteUnderlying(value, expression));
    }

    private static string WriteUnderlying(JsonValueModel value, string expression)
        => value.Form == JsonForm.Serializer ? $"{value.Name}.Write(ref writer, {expression});"
            : value.NumberHandling is not null ? $"{JsonClass.Runtime}JsonWrite.Number(ref writer, {expression}, {value.NumberHandling});"
            : $"{JsonClass.Runtime}JsonWrite.Value(ref writer, {Span(value, expression)});";

    private static string ReadUnderlying(JsonValueModel value)
    {
        if (value.Form == JsonForm.Serializer)
        {
            return $"{value.Name}.Read(ref reader)";
        }

        return value.Name switch
        {
            "Memory" or "ReadOnlyMemory" => $"new {value.Type}({JsonClass.Runtime}JsonRead.Bytes(ref reader))",
            "JsonNode" or "JsonObject" or "JsonArray" or "JsonValue" => $"{JsonClass.Runtime}JsonRead.Node<{value.Type}>(ref reader)",
            _ when value.NumberHandling is not null => $"{JsonClass.Runtime}JsonRead.{value.Name}(ref reader, {value.NumberHandling})",
            _ => $"{JsonClass.Runtime}JsonRead.{value.Name}(ref reader)",
        };
    }

    private static string Span(JsonValueModel value, string expression)
        => value.Name is "Memory" or "ReadOnlyMemory" ? expression + ".Span" : expression;
}
