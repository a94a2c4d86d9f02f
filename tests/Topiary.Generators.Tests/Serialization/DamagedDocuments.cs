using System.Text;
using System.Text.Json.Nodes;

namespace Topiary.Generators.Tests.Serialization;

/// <summary>Turns a good document into one that is good in another way, or damaged.</summary>
internal sealed class DamagedDocuments(Random random)
{
    private static readonly string[] s_tokens =
    [
        "null", "true", "false", "0", "-1", "1", "1.0", "1e2", "3.5", "300", "70000", "5000000000", "99999999999999999999", "1e400", "{}", "[]", "[1]", "[null]", "{\"a\":1}", "[[]]",
        "\"\"", "\"1\"", "\" 1\"", "\"1.5\"", "\"+1\"", "\"-1\"", "\"1e3\"", "\"1,5\"", "\"NaN\"", "\"nan\"", "\"Infinity\"", "\"-Infinity\"", "\"true\"", "\"Good\"", "\"good\"", "\"Good, Bad\"", "\"Read,Write\"", "\"not known\"", "\"Unknown\"", "\"On\"", "\"x\"", "\"xy\"",
        "\"2020-01-02\"", "\"2020-01-02T03:04:05\"", "\"2020-01-02T03:04:05Z\"", "\"2020-01-02T03:04:05.1234567+01:00\"", "\"01:02:03\"", "\"1.02:03:04\"", "\"-01:02:03.5\"", "\"24:00:00\"", "\"1:2:3\"", "\"01:02\"",
        "\"5\"", "\"00000000-0000-0000-0000-000000000001\"", "\"{00000000-0000-0000-0000-000000000001}\"", "\"AQID\"", "\"AQI\"", "\"http://a/b\"", "\"1.2.3\"", "\" 1.2\"", "\"\\u0031\"", "\"\\ud83d\"", "\"\\u0047ood\"", "\"\\u0032020-01-02\"",
    ];

    public byte[] Change(byte[] document) => random.Next(10) switch
    {
        < 3 => Byte(document),
        < 8 => Token(document),
        8 => Encoding.UTF8.GetBytes("\n " + Encoding.UTF8.GetString(document).Replace(",\"", ",\n\t\"", StringComparison.Ordinal) + " \n"),
        _ => [.. document, .. (random.Next(2) == 0 ? " \n"u8 : " 1"u8)],
    };

    private byte[] Byte(byte[] document)
    {
        var changed = document.ToList();
        var at = random.Next(document.Length);
        switch (random.Next(3))
        {
            case 0:
                changed.RemoveAt(at);
                break;
            case 1:
                changed[at] = (byte)random.Next(256);
                break;
            default:
                changed.Insert(at, "{}[],:\"\\0 -.e"u8[random.Next(13)]);
                break;
        }

        return [.. changed];
    }

    private byte[] Token(byte[] document)
    {
        var root = JsonNode.Parse(document);
        var nodes = new List<JsonNode>();
        Collect(root, nodes);
        if (nodes.Count == 0)
        {
            return Encoding.UTF8.GetBytes(Pick());
        }

        var parent = nodes[random.Next(nodes.Count)];
        if (parent is JsonArray { Count: > 0 } array)
        {
            array[random.Next(array.Count)] = Replacement();
        }
        else if (parent is JsonObject { Count: > 0 } entries)
        {
            Member(entries);
        }

        return Encoding.UTF8.GetBytes(root!.ToJsonString());
    }

    private void Member(JsonObject entries)
    {
        var (name, value) = entries.ElementAt(random.Next(entries.Count));
        switch (random.Next(8))
        {
            case 0:
                entries.Remove(name);
                break;
            case 1:
                entries.Remove(name);
                entries[random.Next(2) == 0 ? name.ToUpperInvariant() : name + "é"] = value;
                break;
            case 2:
                entries["added"] = Replacement();
                break;
            case 3:
                entries.Remove(name);
                entries.Insert(0, name, value);
                break;
            case 4:
                entries.TryAdd(name.ToUpperInvariant(), Replacement());
                break;
            default:
                entries[name] = Replacement();
                break;
        }
    }

    private static void Collect(JsonNode? node, List<JsonNode> nodes)
    {
        if (node is JsonObject or JsonArray)
        {
            nodes.Add(node);
            foreach (var child in node is JsonArray array ? array : node.AsObject().Select(entry => entry.Value))
            {
                Collect(child, nodes);
            }
        }
    }

    private JsonNode? Replacement() => JsonNode.Parse(Pick() is "\"\\ud83d\"" ? "1" : Pick().Replace("\"\\ud83d\"", "2", StringComparison.Ordinal));

    private string Pick() => s_tokens[random.Next(s_tokens.Length)];
}
