using System.Globalization;
using Topiary.Generators.Model;

namespace Topiary.Generators.Emission;

/// <summary>Writes the serializer of a dictionary.</summary>
internal static class JsonDictionaryEmitter
{
    private const string Generic = "global::System.Collections.Generic.";

    public static void Emit(SourceWriter source, JsonDictionaryModel model)
    {
        using (JsonClass.Open(source, model))
        {
            JsonClass.Overrides(source, model.Type);
            EmitWrite(source, model);
            source.Line();
            EmitWriteEntry(source, model);
            source.Line();
            EmitRead(source, model);
        }
    }

    private static void EmitWrite(SourceWriter source, JsonDictionaryModel model)
    {
        using (JsonClass.OpenWrite(source, model.Type))
        {
            JsonClass.WriteNull(source);
            source.Line("writer.WriteStartObject();");
            if (model.IsInterface)
            {
                // Enumerating through the interface would allocate.
                using (source.Braces($"if (value is {Generic}Dictionary<{model.Key.Type}, {model.Value.DeclaredType}> plain)"))
                {
                    Entries(source, "plain");
                }

                using (source.Braces("else"))
                {
                    Entries(source, "value");
                }
            }
            else
            {
                Entries(source, "value");
            }

            source.Line();
            source.Line("writer.WriteEndObject();");
        }
    }

    private static void Entries(SourceWriter source, string dictionary)
    {
        using (source.Braces($"foreach (var entry in {dictionary})"))
        {
            source.Line("WriteEntry(ref writer, entry.Key, entry.Value);");
        }
    }

    private static void EmitWriteEntry(SourceWriter source, JsonDictionaryModel model)
    {
        using (source.Braces($"private static void WriteEntry({JsonClass.Writer}, {model.Key.Type} key, {model.Value.DeclaredType} value)"))
        {
            source.Line(model.Key.Form == JsonForm.Serializer
                ? $"{model.Key.Name}.WriteName(ref writer, key);"
                : model.Key.Name == "String" ? "writer.WritePropertyName(key);"
                : $"{JsonClass.Runtime}JsonKeys.{(IsParsed(model.Key) ? "WriteText" : "Write")}(ref writer, key);");
            JsonValueEmitter.Write(source, model.Value, "value", "present");
        }
    }

    private static void EmitRead(SourceWriter source, JsonDictionaryModel model)
    {
        using (JsonClass.OpenRead(source, model.Type))
        {
            JsonClass.ReadNull(source);
            source.Line($"{JsonClass.Runtime}JsonTokens.StartObject<{model.Type}>(ref reader);");
            source.Line($"var result = new {model.Creation}();");
            using (source.Braces($"while ({JsonClass.Runtime}JsonTokens.NextName(ref reader))"))
            {
                EmitKey(source, model.Key);
                source.Line("reader.Read();");
                var target = model.Creation.StartsWith(Generic, System.StringComparison.Ordinal) ? "result" : $"(({Generic}IDictionary<{model.Key.Type}, {model.Value.DeclaredType}>)result)";
                source.Line($"{target}[key] = {JsonValueEmitter.Read(model.Value)};");
            }

            source.Line();
            source.Line($"return {string.Format(CultureInfo.InvariantCulture, model.Result, "result")};");
        }
    }

    private static void EmitKey(SourceWriter source, JsonValueModel key)
    {
        if (key.Form == JsonForm.Serializer)
        {
            source.Line($"var key = {key.Name}.ReadName(ref reader);");
        }
        else if (key.Name is "String" or "Boolean")
        {
            source.Line($"var key = {JsonClass.Runtime}JsonKeys.{key.Name}(ref reader);");
        }
        else if (IsParsed(key))
        {
            source.Line($"var key = {JsonClass.Runtime}JsonKeys.Parse<{key.Type}>(ref reader);");
        }
        else
        {
            source.Line($"var name = {JsonClass.Runtime}JsonKeys.Open(in reader);");
            source.Line($"var key = {JsonClass.Runtime}JsonRead.{key.Name}(ref name);");
        }
    }

    private static bool IsParsed(JsonValueModel key) => key.Form == JsonForm.Scalar && key.Name == "Parsed";
}
