using Topiary.Generators.Model;

namespace Topiary.Generators.Emission;

/// <summary>Writes the serializer of a type that is left to a converter of the user's.</summary>
internal static class JsonConverterEmitter
{
    public static void Emit(SourceWriter source, JsonConverterModel model)
    {
        using (JsonClass.Open(source, model))
        {
            source.Line($"private static readonly {JsonClass.Runtime}JsonConverterValue<{model.Type}> s_value = new {JsonClass.Runtime}JsonConverterValue<{model.Type}>(new {model.Converter}());");
            source.Line();
            JsonClass.Overrides(source, model.Type);
            source.Line($"public static void Write({JsonClass.Writer}, {model.Type} value) => s_value.Write(ref writer, value);");
            source.Line();
            source.Line($"public static {model.Type} Read({JsonClass.Reader}) => s_value.Read(ref reader);");
        }
    }
}
