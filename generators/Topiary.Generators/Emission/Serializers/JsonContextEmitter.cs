using Topiary.Generators.Model;

namespace Topiary.Generators.Emission;

/// <summary>Writes the serializer of a type that is left to the user's own context.</summary>
internal static class JsonContextEmitter
{
    public static void Emit(SourceWriter source, JsonContextModel model)
    {
        using (JsonClass.Open(source, model))
        {
            // The context's property is another generator's output: only the base class's method is sure to be there.
            source.Line($"private static readonly {JsonClass.Runtime}JsonContextValue<{model.Type}> s_value = new {JsonClass.Runtime}JsonContextValue<{model.Type}>({model.Context}.Default);");
            source.Line();
            JsonClass.Overrides(source, model.Type);
            source.Line($"public static void Write({JsonClass.Writer}, {model.Type} value) => s_value.Write(ref writer, value);");
            source.Line();
            source.Line($"public static {model.Type} Read({JsonClass.Reader}) => s_value.Read(ref reader);");
        }
    }
}
