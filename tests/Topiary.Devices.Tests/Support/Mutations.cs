
using System.Text.Json.Nodes;

namespace Topiary.Devices.Tests;

/// <summary>Changes of a JSON document, one at a time.</summary>
internal static class Mutations
{
    private const string Strange = "Grün \"\\/\b\f\n\r\t \u2028 \ud83d\ude00 <&>'";

    public static IEnumerable<Mutation> Of(byte[] payload)
    {
        var text = System.Text.Encoding.UTF8.GetString(payload);
        if (Meaning.TryParse(text)?.ValueKind is not (System.Text.Json.JsonValueKind.Object or System.Text.Json.JsonValueKind.Array))
        {
            yield break;
        }

        foreach (var path in Paths(JsonNode.Parse(text)!, []))
        {
            foreach (var mutation in At(text, path))
            {
                yield return mutation;
            }
        }
    }

    private static IEnumerable<Mutation> At(string text, object[] path)
    {
        var place = "$" + string.Concat(path.Select(step => step is int index ? $"[{index}]" : "." + step));
        var value = Follow(JsonNode.Parse(text)!, path);
        if (value is JsonObject members)
        {
            yield return Changed("adds a member to", node => ((JsonObject)node!)["brandNew"] = new JsonObject { ["unit"] = "°C", ["list"] = new JsonArray(1, null) }, mustBeRead: path.Length == 0);
            yield return Changed("adds a strange name to", node => ((JsonObject)node!)[Strange] = members.FirstOrDefault().Value?.DeepClone(), mustBeRead: !members.All(member => int.TryParse(member.Key, out _)));
            yield return Changed("reverses", node => Reverse((JsonObject)node!), mustBeRead: true);
        }

        if (path.Length == 0 || path[^1] is not string name)
        {
            yield break;
        }

        yield return Replaced("drops", owner => owner.Remove(name), mustBeRead: false);
        yield return Replaced("nulls", owner => owner[name] = null, mustBeRead: false);
        if (value is JsonValue scalar)
        {
            if (scalar.GetValueKind() == System.Text.Json.JsonValueKind.Number)
            {
                yield return Replaced("puts into a string", owner => owner[name] = scalar.ToJsonString(), mustBeRead: false);
                yield return Replaced("makes big", owner => owner[name] = JsonNode.Parse("4503599627370497"), mustBeRead: false);
                yield return Replaced("makes huge", owner => owner[name] = JsonNode.Parse("1234567890123456789012345678901234567890"), mustBeRead: false);
                yield return Replaced("makes a fraction of", owner => owner[name] = JsonNode.Parse("-0.125"), mustBeRead: false);
            }
            else if (scalar.GetValueKind() == System.Text.Json.JsonValueKind.String)
            {
                yield return Replaced("makes strange", owner => owner[name] = Strange, mustBeRead: false);
                yield return Replaced("empties", owner => owner[name] = "", mustBeRead: false);
            }
        }

        Mutation Changed(string kind, Action<JsonNode?> change, bool mustBeRead)
        {
            var root = JsonNode.Parse(text)!;
            change(Follow(root, path));
            return new Mutation(kind, place, root.ToJsonString(), mustBeRead);
        }

        Mutation Replaced(string kind, Action<JsonObject> change, bool mustBeRead)
        {
            var root = JsonNode.Parse(text)!;
            change((JsonObject)Follow(root, path[..^1])!);
            return new Mutation(kind, place, root.ToJsonString(), mustBeRead);
        }
    }

    private static void Reverse(JsonObject members)
    {
        var reversed = members.Reverse().Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())).ToList();
        members.Clear();
        foreach (var (name, value) in reversed)
        {
            members[name] = value;
        }
    }

    private static JsonNode? Follow(JsonNode root, object[] path) =>
        path.Aggregate((JsonNode?)root, (node, step) => step is int index ? node![index] : node![(string)step]);

    private static IEnumerable<object[]> Paths(JsonNode? node, object[] here)
    {
        yield return here;
        var children = node switch
        {
            JsonObject members => members.SelectMany(member => Paths(member.Value, [.. here, member.Key])),
            JsonArray items => items.Take(2).SelectMany((item, index) => Paths(item, [.. here, index])),
            _ => [],
        };
        foreach (var child in children)
        {
            yield return child;
        }
    }
}
