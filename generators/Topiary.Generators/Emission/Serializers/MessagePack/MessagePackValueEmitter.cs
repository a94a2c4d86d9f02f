using Topiary.Generators.Model;

namespace Topiary.Generators.Emission;

/// <summary>Writes the expressions and statements for a value at the place of its use.</summary>
internal static class MessagePackValueEmitter
{
    /// <summary>Expression that reads the value before which the reader stands.</summary>
    public static string Read(MessagePackValueModel value)
    {
        if (value.IsOptional)
        {
            return $"new {value.DeclaredType}({Read(value with { IsOptional = false })})";
        }

        var read = ReadUnderlying(value);
        return value.IsNullable ? $"reader.TryReadNil() ? null : ({value.DeclaredType}){read}" : read;
    }

    /// <summary>Writes the statement for a value that is there.</summary>
    public static void Write(SourceWriter source, MessagePackValueModel value, string expression, string variable)
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
            source.Line("writer.WriteNil();");
        }
    }

    private static string WriteUnderlying(MessagePackValueModel value, string expression)
        => value.Form == MessagePackForm.Serializer ? $"{value.Name}.Write(ref writer, {expression});"
            : value.Name is "Byte" or "SByte" or "Int16" or "UInt16" ? $"writer.Write((int){expression});"
            : value.Form == MessagePackForm.Enum ? $"writer.Write((global::System.{value.Name}){expression});"
            : $"writer.Write({expression});";

    private static string ReadUnderlying(MessagePackValueModel value) => value switch
    {
        { Form: MessagePackForm.Serializer } => $"{value.Name}.Read(ref reader)",
        { Form: MessagePackForm.Enum } => $"({value.Type})reader.Read{value.Name}()",
        { Name: "Memory" or "ReadOnlyMemory" } => $"new {value.Type}(reader.ReadBytes())",
        _ => $"reader.Read{value.Name}()",
    };
}
