using Topiary.Generators.Model;

namespace Topiary.Generators.Emission;

/// <summary>
/// Writes the parameters of an address. AsyncAPI 3 has no schema for them, texts and lists of values only, so the type stands
/// in an extension.
/// </summary>
internal static class ParameterWriter
{
    private const string Schema = "x-schema";

    public static JsonMap Of(TopicSegment segment, LevelModel? level, string text)
    {
        var parameter = new JsonMap();
        if (segment.Kind is TopicSegmentKind.Rest or TopicSegmentKind.AnyRest)
        {
            var rest = segment.Kind == TopicSegmentKind.Rest ? "The rest of the topic, one level or more." : "Any rest of the topic, none at all included.";
            return parameter.Add("description", text.Length == 0 ? rest : text + "\n\n" + rest).Add("x-topiary-rest", true);
        }

        parameter.AddText("description", text);
        if (level?.Enum is { } model)
        {
            var names = new JsonList();
            foreach (var member in model.Members)
            {
                names.Add(member.Text);
            }

            return parameter.Add("enum", names);
        }

        return (level is null ? "String" : ScalarSchemas.NameOf(level.Type)) switch
        {
            "Boolean" => parameter.Add("enum", new JsonList().Add("true").Add("false")),
            "String" => parameter,
            var scalar => parameter.Add(Schema, ScalarSchemas.Of(scalar)),
        };
    }
}
