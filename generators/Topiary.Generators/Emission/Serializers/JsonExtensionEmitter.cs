using Topiary.Generators.Model;

namespace Topiary.Generators.Emission;

/// <summary>Writes the parts of an object's serializer that have to do with members that no other member has a name for.</summary>
internal static class JsonExtensionEmitter
{
    private const string Runtime = JsonClass.Runtime + "JsonExtensionData.";

    /// <summary>Writes the kept members, behind the others.</summary>
    public static void Write(SourceWriter source, JsonExtensionModel model, bool isReference)
        => source.Line($"{Runtime}Write(ref writer, {Get(model, "value", isReference)});");

    /// <summary>Collects an unknown member in the variable <c>extension</c>.</summary>
    public static void Collect(SourceWriter source)
    {
        using (source.Braces("if (unknown is null)"))
        {
            source.Line("reader.Skip();");
        }

        using (source.Braces("else"))
        {
            source.Line($"{Runtime}Add(ref extension, unknown, ref reader);");
        }

        source.Line();
    }

    /// <summary>Gives the collected members to the object.</summary>
    public static void Keep(SourceWriter source, JsonExtensionModel model, string type, bool isReference)
    {
        var existing = Get(model, "result", isReference);
        if (model.IsReplaced)
        {
            using (source.Braces("if (extension is not null)"))
            {
                source.Line(Set(model, $"{Runtime}Combine({existing}, extension)", isReference));
            }

            source.Line();
            return;
        }

        using (source.Braces($"if (extension is not null && !{Runtime}TryAddTo({existing}, extension))"))
        {
            if (!model.HasSetter)
            {
                source.Line($"throw {JsonClass.Runtime}JsonErrors.NoPlaceForUnknown<{type}>({Literals.Of(model.Member.TrimStart('@'))});");
            }
            else if (model.Creation is null)
            {
                source.Line(Set(model, "extension", isReference));
            }
            else
            {
                source.Line($"var created = new {model.Creation}();");
                source.Line($"{Runtime}TryAddTo(created, extension);");
                source.Line(Set(model, "created", isReference));
            }
        }

        source.Line();
    }

    private static string Get(JsonExtensionModel model, string owner, bool isReference)
        => model.Getter is { } getter ? $"{JsonAccessorEmitter.Call(getter)}({(isReference ? "" : "ref ")}{owner})"
            : model.CastTo is null ? $"{owner}.{model.Member}"
            : $"(({model.CastTo}){owner}).{model.Member}";

    private static string Set(JsonExtensionModel model, string value, bool isReference)
    {
        var owner = isReference ? "result" : "ref result";
        return model.Setter is { Kind: "Field" } field ? $"{JsonAccessorEmitter.Call(field)}({owner}) = {value};"
            : model.Setter is { } setter ? $"{JsonAccessorEmitter.Call(setter)}({owner}, {value});"
            : model.CastTo is null ? $"result.{model.Member} = {value};"
            : $"(({model.CastTo})result).{model.Member} = {value};";
    }
}
