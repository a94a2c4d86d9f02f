using Topiary.Generators.Model;

namespace Topiary.Generators.Emission;

/// <summary>Writes the schemas of values that a converter writes. Only those of Topiary itself are known.</summary>
internal static class ConverterSchemas
{
    public static JsonMap Of(JsonConverterModel model) => model.Converter switch
    {
        "global::Topiary.UnixSecondsConverter" => new JsonMap().Add("type", "number").Add("description", "Unix time in seconds."),
        "global::Topiary.UnixMillisecondsConverter" => new JsonMap().Add("type", "number").Add("description", "Unix time in milliseconds."),
        _ => new JsonMap().Add("description", $"As `{SchemaNames.ShortName(model.Converter)}` writes `{SchemaNames.ShortName(model.Type)}`."),
    };
}
