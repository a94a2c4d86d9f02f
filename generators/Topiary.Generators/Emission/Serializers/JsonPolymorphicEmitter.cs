using System.Globalization;
using System.Linq;
using Topiary.Generators.Model;

namespace Topiary.Generators.Emission;

/// <summary>Writes the serializer of a type that stands for its derived types: it only chooses among theirs.</summary>
internal static class JsonPolymorphicEmitter
{
    public static void Emit(SourceWriter source, JsonPolymorphicModel model)
    {
        using (JsonClass.Open(source, model))
        {
            var values = model.Derived.Select(derived => derived.Discriminator).OfType<JsonDiscriminatorModel>()
                .Select(discriminator => discriminator.Text is { } text ? Literals.Of(text) : discriminator.Number!.Value.ToString(CultureInfo.InvariantCulture)).ToList();
            if (values.Count > 0)
            {
                var arguments = $"{Literals.Of(model.Property)}, {(model.IgnoresUnrecognized ? "true" : "false")}, {string.Join(", ", values)}";
                source.Line($"private static readonly {JsonClass.Runtime}JsonDiscriminators Discriminators = new {JsonClass.Runtime}JsonDiscriminators({arguments});");
                source.Line();
            }

            JsonClass.Overrides(source, model.Type);
            EmitWrite(source, model);
            source.Line();
            EmitRead(source, model);
        }
    }

    private static void EmitWrite(SourceWriter source, JsonPolymorphicModel model)
    {
        using (JsonClass.OpenWrite(source, model.Type))
        {
            JsonClass.WriteNull(source);
            source.Line("var type = value.GetType();");
            foreach (var derived in model.Derived)
            {
                Choose(source, $"type == typeof({derived.Type})", derived);
            }

            if (model.CanBeBase && model.Derived.All(derived => derived.Type != model.Type))
            {
                using (source.Braces($"if (type == typeof({model.Type}))"))
                {
                    source.Line($"{model.BaseSerializer}.Write(ref writer, value);");
                    source.Line("return;");
                }

                source.Line();
            }

            if (model.Unknown == JsonUnknownDerived.NearestAncestor)
            {
                foreach (var derived in model.Derived.Where(derived => derived.Type != model.Type))
                {
                    Choose(source, $"value is {derived.Type}", derived);
                }
            }

            source.Line(model.Unknown == JsonUnknownDerived.Fail
                ? $"throw {JsonClass.Runtime}JsonErrors.UnknownDerived<{model.Type}>(value);"
                : $"{model.Derived.FirstOrDefault(derived => derived.Type == model.Type)?.Serializer ?? model.BaseSerializer}.Write(ref writer, value);");
        }
    }

    private static void Choose(SourceWriter source, string condition, JsonDerivedModel derived)
    {
        using (source.Braces($"if ({condition})"))
        {
            source.Line($"{derived.Serializer}.Write(ref writer, ({derived.Type})value);");
            source.Line("return;");
        }

        source.Line();
    }

    private static void EmitRead(SourceWriter source, JsonPolymorphicModel model)
    {
        var fallback = model.CanBeBase ? $"return {model.BaseSerializer}.Read(ref reader);" : $"throw {JsonClass.Runtime}JsonErrors.MissingDiscriminator<{model.Type}>();";
        using (JsonClass.OpenRead(source, model.Type))
        {
            JsonClass.ReadNull(source);
            var readable = model.Derived.Where(derived => derived.Discriminator is not null).ToList();
            if (readable.Count == 0)
            {
                source.Line(fallback);
                return;
            }

            using (source.Braces($"switch (Discriminators.Find<{model.Type}>(ref reader))"))
            {
                for (var i = 0; i < readable.Count; i++)
                {
                    source.Line($"case {i.ToString(CultureInfo.InvariantCulture)}:");
                    using (source.Indented())
                    {
                        source.Line($"return {readable[i].Serializer}.Read(ref reader);");
                    }
                }

                source.Line("default:");
                using (source.Indented())
                {
                    source.Line(fallback);
                }
            }
        }
    }
}
