using System.Linq;
using Topiary.Generators.Model;

namespace Topiary.Generators.Emission;

/// <summary>Writes the serializer of an enum.</summary>
internal static class JsonEnumEmitter
{
    public static void Emit(SourceWriter source, JsonEnumModel model)
    {
        using (JsonClass.Open(source, model))
        {
            if (model.AsText)
            {
                EmitNames(source, model);
            }

            JsonClass.Overrides(source, model.Type);
            source.Line($"public static void Write({JsonClass.Writer}, {model.Type} value) => {(model.AsText ? "s_names.Write(ref writer, value)" : $"{JsonClass.Runtime}JsonWrite.Value(ref writer, (global::System.{model.Underlying})value)")};");
            source.Line();
            source.Line($"public static {model.Type} Read({JsonClass.Reader}) => {(model.AsText ? "s_names.Read(ref reader)" : Number(model))};");
            if (model.AsText)
            {
                source.Line();
                source.Line($"public static void WriteName({JsonClass.Writer}, {model.Type} value) => s_names.WriteName(ref writer, value);");
                source.Line();
                source.Line($"public static {model.Type} ReadName({JsonClass.Reader}) => s_names.ReadName(ref reader);");
            }
        }
    }

    private static void EmitNames(SourceWriter source, JsonEnumModel model)
    {
        source.Line($"private static readonly {JsonClass.Runtime}JsonEnumNames<{model.Type}> s_names = new {JsonClass.Runtime}JsonEnumNames<{model.Type}>(");
        using (source.Indented())
        {
            var flags = model.IsFlags ? "true" : "false";
            source.Line($"{flags}{string.Concat(model.Values.Select(value => $", ({Literals.Of(value.JsonName)}, {model.Type}.@{value.Member}, {(value.JsonName == value.Member ? "false" : "true")})"))});");
        }

        source.Line();
    }

    private static string Number(JsonEnumModel model)
        => $"({model.Type}){JsonClass.Runtime}JsonRead.{model.Underlying}(ref reader, global::System.Text.Json.Serialization.JsonNumberHandling.Strict)";
}
