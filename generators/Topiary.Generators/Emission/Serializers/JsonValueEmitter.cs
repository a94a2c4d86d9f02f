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
                    source.Line($"writer.WriteNull({name});");
                }

                break;
            case JsonMemberWrite.Always:
                WriteNamed(source, value, name, expression);
                break;
        }
    }

    private static void WriteNamed(SourceWriter source, JsonValueModel value, string name, string expression)
    {
        if (value.Form == JsonForm.Scalar && value.NumberHandling is null && WriterMethod(value.Name) is { } method)
        {
            source.Line($"writer.{method}({name}, {Span(value, expression)});");
            return;
        }

        source.Line($"writer.WritePropertyName({name});");
        source.Line(WriteUnderlying(value, expression));
    }

    private static string WriteUnderlying(JsonValueModel value, string expression)
        => value.Form == JsonForm.Serializer ? $"{value.Name}.Write(writer, {expression});"
            : value.NumberHandling is not null ? $"{JsonClass.Runtime}JsonWrite.Number(writer, {expression}, {value.NumberHandling});"
            : WriterMethod(value.Name) is { } method ? $"writer.{method}Value({Span(value, expression)});"
            : $"{JsonClass.Runtime}JsonWrite.Value(writer, {expression});";

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

    /// <summary>Method of <c>Utf8JsonWriter</c> that takes a name and the value, and with the suffix <c>Value</c> only the value.</summary>
    private static string? WriterMethod(string scalar) => scalar switch
    {
        "String" or "DateTime" or "DateTimeOffset" or "Guid" => "WriteString",
        "Boolean" => "WriteBoolean",
        "Byte" or "SByte" or "Int16" or "UInt16" or "Int32" or "UInt32" or "Int64" or "UInt64" or "Decimal" => "WriteNumber",
        "Memory" or "ReadOnlyMemory" => "WriteBase64String",
        _ => null,
    };
}
