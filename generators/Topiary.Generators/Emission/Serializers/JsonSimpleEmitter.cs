using Topiary.Generators.Model;

namespace Topiary.Generators.Emission;

/// <summary>Writes the serializer of a payload that is a single value.</summary>
internal static class JsonSimpleEmitter
{
    public static void Emit(SourceWriter source, JsonSimpleModel model)
    {
        using (JsonClass.Open(source, model))
        {
            JsonClass.Overrides(source, model.Type);
            using (JsonClass.OpenWrite(source, model.Type))
            {
                JsonValueEmitter.Write(source, model.Value, "value", "present");
            }

            source.Line();
            source.Line($"public static {model.Type} Read({JsonClass.Reader}) => {JsonValueEmitter.Read(model.Value)};");
        }
    }
}
