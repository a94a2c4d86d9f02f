using System.Collections.Generic;
using System.Linq;

namespace Topiary.Generators.Emission;

/// <summary>A JSON value of a baseline. The compiler brings no JSON library that could be relied on.</summary>
internal sealed class JsonTree
{
    private JsonTree(string? text, IReadOnlyList<JsonTree>? items, IReadOnlyList<KeyValuePair<string, JsonTree>>? members)
    {
        Text = text;
        Items = items;
        Members = members;
    }

    /// <summary>A string, or a number, <c>true</c>, <c>false</c> or <c>null</c> as it is written; null for the others.</summary>
    public string? Text { get; }

    /// <summary>Elements of an array; null for the others.</summary>
    public IReadOnlyList<JsonTree>? Items { get; }

    /// <summary>Members of an object in their order; null for the others.</summary>
    public IReadOnlyList<KeyValuePair<string, JsonTree>>? Members { get; }

    /// <summary>The member of a name; null where there is none.</summary>
    public JsonTree? this[string name] => Members?.FirstOrDefault(member => member.Key == name).Value;

    public static JsonTree Of(string text) => new(text, null, null);

    public static JsonTree Of(IReadOnlyList<JsonTree> items) => new(null, items, null);

    public static JsonTree Of(IReadOnlyList<KeyValuePair<string, JsonTree>> members) => new(null, null, members);

    /// <summary>Whether two values are written the same.</summary>
    public static bool AreEqual(JsonTree first, JsonTree second) => JsonTreeText.Write(first) == JsonTreeText.Write(second);
}
