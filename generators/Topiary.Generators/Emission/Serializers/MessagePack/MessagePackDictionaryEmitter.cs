using System.Globalization;
using Topiary.Generators.Model;

namespace Topiary.Generators.Emission;

/// <summary>Writes the serializer of a dictionary.</summary>
internal static class MessagePackDictionaryEmitter
{
    public static void Emit(SourceWriter source, MessagePackDictionaryModel model)
    {
        EmitWrite(source, model);
        source.Line();
        EmitWriteEntry(source, model);
        source.Line();
        EmitRead(source, model);
    }

    private static void EmitWrite(SourceWriter source, MessagePackDictionaryModel model)
    {
        using (MessagePackClass.OpenWrite(source, model.Type))
        {
            MessagePackClass.WriteNil(source);
            source.Line("var count = value.Count;");
            source.Line("var written = 0;");
            source.Line("writer.BeginMap(count);");
            if (model.IsInterface)
            {
                // Enumerating through the interface would allocate.
                using (source.Braces($"if (value is global::System.Collections.Generic.Dictionary<{model.Key.DeclaredType}, {model.Value.DeclaredType}> plain)"))
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
            source.Line("writer.End(count, written);");
        }
    }

    private static void Entries(SourceWriter source, string dictionary)
    {
        using (source.Braces($"foreach (var entry in {dictionary})"))
        {
            source.Line("WriteEntry(ref writer, entry.Key, entry.Value);");
            source.Line("written++;");
        }
    }

    private static void EmitWriteEntry(SourceWriter source, MessagePackDictionaryModel model)
    {
        using (source.Braces($"private static void WriteEntry({MessagePackClass.Writer}, {model.Key.DeclaredType} key, {model.Value.DeclaredType} value)"))
        {
            MessagePackValueEmitter.Write(source, model.Key, "key", "presentKey");
            MessagePackValueEmitter.Write(source, model.Value, "value", "present");
        }
    }

    private static void EmitRead(SourceWriter source, MessagePackDictionaryModel model)
    {
        using (MessagePackClass.OpenRead(source, model.Type))
        {
            MessagePackClass.ReadNil(source);
            source.Line($"var count = reader.BeginMap<{model.Type}>();");
            source.Line($"var result = {model.Creation};");
            using (source.Braces("for (; count > 0; count--)"))
            {
                source.Line($"var key = {MessagePackValueEmitter.Read(model.Key)};");
                if (model.Key.IsReference || model.Key.IsNullable)
                {
                    using (source.Braces("if (key is null)"))
                    {
                        source.Line($"throw reader.NilKey<{model.Type}>();");
                    }

                    source.Line();
                }

                source.Line($"{model.Filled}[key] = {MessagePackValueEmitter.Read(model.Value)};");
            }

            source.Line();
            source.Line("reader.End();");
            source.Line($"return {string.Format(CultureInfo.InvariantCulture, model.Result, "result")};");
        }
    }
}
