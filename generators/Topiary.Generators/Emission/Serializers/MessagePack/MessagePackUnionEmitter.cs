using System.Globalization;
using Topiary.Generators.Model;

namespace Topiary.Generators.Emission;

/// <summary>Writes the serializer of a type that stands for derived types.</summary>
internal static class MessagePackUnionEmitter
{
    public static void Emit(SourceWriter source, MessagePackUnionModel model)
    {
        using (MessagePackClass.OpenWrite(source, model.Type))
        {
            EmitWrite(source, model);
        }

        source.Line();
        using (MessagePackClass.OpenRead(source, model.Type))
        {
            EmitRead(source, model);
        }
    }

    private static void EmitWrite(SourceWriter source, MessagePackUnionModel model)
    {
        MessagePackClass.WriteNil(source);
        source.Line("var type = value.GetType();");
        foreach (var derived in model.Cases)
        {
            using (source.Braces($"if (type == typeof({derived.Value.Type}))"))
            {
                source.Line("writer.BeginArray(2);");
                source.Line($"writer.Write({derived.Key.ToString(CultureInfo.InvariantCulture)});");
                MessagePackValueEmitter.Write(source, derived.Value, $"({derived.Value.Type})value", "present");
                source.Line("writer.End();");
                source.Line("return;");
            }

            source.Line();
        }

        source.Line($"throw {MessagePackClass.Runtime}MessagePackErrors.NotInUnion<{model.Type}>(value);");
    }

    private static void EmitRead(SourceWriter source, MessagePackUnionModel model)
    {
        MessagePackClass.ReadNil(source);
        source.Line($"reader.BeginArray<{model.Type}>(2);");
        source.Line("var key = reader.ReadInt32();");
        source.Line($"{model.Type} result;");
        using (source.Braces("switch (key)"))
        {
            foreach (var derived in model.Cases)
            {
                source.Line($"case {derived.Key.ToString(CultureInfo.InvariantCulture)}:");
                using (source.Indented())
                {
                    source.Line($"result = {MessagePackValueEmitter.Read(derived.Value)};");
                    source.Line("break;");
                }
            }

            source.Line("default:");
            using (source.Indented())
            {
                source.Line($"throw reader.UnknownUnionKey<{model.Type}>(key);");
            }
        }

        source.Line();
        source.Line("reader.End();");
        source.Line("return result;");
    }
}
