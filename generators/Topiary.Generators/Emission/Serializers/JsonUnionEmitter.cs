using System.Globalization;
using Topiary.Generators.Model;

namespace Topiary.Generators.Emission;

/// <summary>Writes the serializer of a value that is told apart by its form.</summary>
internal static class JsonUnionEmitter
{
    public static void Emit(SourceWriter source, JsonUnionModel model)
    {
        using (JsonClass.Open(source, model))
        {
            JsonClass.Overrides(source, model.Type);
            EmitWrite(source, model);
            source.Line();
            EmitRead(source, model);
        }
    }

    private static void EmitWrite(SourceWriter source, JsonUnionModel model)
    {
        using (JsonClass.OpenWrite(source, model.Type))
        {
            var index = 0;
            foreach (var candidate in model.Cases)
            {
                var name = "value" + index.ToString(CultureInfo.InvariantCulture);
                using (source.Braces($"{(index == 0 ? "" : "else ")}if (value.Is(out {candidate.Value.DeclaredType} {name}))"))
                {
                    JsonValueEmitter.Write(source, candidate.Value, name, "present" + index.ToString(CultureInfo.InvariantCulture));
                }

                index++;
            }
        }
    }

    private static void EmitRead(SourceWriter source, JsonUnionModel model)
    {
        using (JsonClass.OpenRead(source, model.Type))
        {
            source.Line($"var kind = {JsonClass.Runtime}JsonUnion.KindOf(ref reader);");
            foreach (var candidate in model.Cases)
            {
                EmitAttempt(source, model, candidate);
                EmitCertain(source, model, candidate);
            }

            source.Line($"throw {JsonClass.Runtime}JsonErrors.CannotConvert<{model.Type}>();");
        }
    }

    private static void EmitCertain(SourceWriter source, JsonUnionModel model, JsonUnionCase candidate)
    {
        if ((candidate.Kinds & ~candidate.Contested) is var certain and not JsonKinds.None)
        {
            using (source.Braces($"if ((kind & {Number(certain)}) != 0)"))
            {
                source.Line($"return new {model.Type}(({candidate.Value.DeclaredType}){Parenthesized(candidate.Value)});");
            }

            source.Line();
        }
    }

    private static void EmitAttempt(SourceWriter source, JsonUnionModel model, JsonUnionCase candidate)
    {
        if (candidate.Contested == JsonKinds.None)
        {
            return;
        }

        using (source.Braces($"if ((kind & {Number(candidate.Contested)}) != 0)"))
        {
            source.Line("var start = reader;");
            using (source.Braces("try"))
            {
                source.Line($"return new {model.Type}(({candidate.Value.DeclaredType}){Parenthesized(candidate.Value)});");
            }

            using (source.Braces($"catch (global::System.Text.Json.JsonException exception) when ({JsonClass.Runtime}JsonUnion.IsMisfit(exception))"))
            {
                source.Line("reader = start;");
            }
        }

        source.Line();
    }

    private static string Parenthesized(JsonValueModel value) => $"({JsonValueEmitter.Read(value)})";

    private static string Number(JsonKinds kinds) => ((int)kinds).ToString(CultureInfo.InvariantCulture);
}
