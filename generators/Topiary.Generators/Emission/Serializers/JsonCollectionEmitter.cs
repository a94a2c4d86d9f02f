using System.Globalization;
using Topiary.Generators.Model;

namespace Topiary.Generators.Emission;

/// <summary>Writes the serializer of a collection.</summary>
internal static class JsonCollectionEmitter
{
    public static void Emit(SourceWriter source, JsonCollectionModel model)
    {
        using (JsonClass.Open(source, model))
        {
            JsonClass.Overrides(source, model.Type);
            EmitWrite(source, model);
            source.Line();
            EmitRead(source, model);
        }
    }

    private static void EmitWrite(SourceWriter source, JsonCollectionModel model)
    {
        using (JsonClass.OpenWrite(source, model.Type))
        {
            if (model.IsReference)
            {
                JsonClass.WriteNull(source);
            }

            source.Line("writer.WriteStartArray();");
            var items = model.IsSequence ? $"new {JsonClass.Runtime}JsonSequence<{model.Element.DeclaredType}>(value)" : "value";
            using (source.Braces($"foreach (var item in {items})"))
            {
                JsonValueEmitter.Write(source, model.Element, "item", "present");
            }

            source.Line();
            source.Line("writer.WriteEndArray();");
        }
    }

    private static void EmitRead(SourceWriter source, JsonCollectionModel model)
    {
        using (JsonClass.OpenRead(source, model.Type))
        {
            if (model.IsReference)
            {
                JsonClass.ReadNull(source);
            }

            source.Line($"{JsonClass.Runtime}JsonTokens.StartArray<{model.Type}>(ref reader);");
            var creation = model.Add is null ? $"{JsonClass.Runtime}JsonArrayBuilder<{model.Element.DeclaredType}>" : model.Creation;
            source.Line($"var result = new {creation}();");
            using (source.Braces($"while ({JsonClass.Runtime}JsonTokens.NextElement(ref reader))"))
            {
                source.Line(Format(model.Add ?? "result.Add({0})", JsonValueEmitter.Read(model.Element)) + ";");
            }

            source.Line();
            source.Line($"return {(model.Add is null ? Format(model.Creation, "result.ToArray()") : "result")};");
        }
    }

    private static string Format(string format, string argument) => string.Format(CultureInfo.InvariantCulture, format, argument);
}
