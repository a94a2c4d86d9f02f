using System.Collections.Generic;
using System.Text;

namespace Topiary.Generators.Emission;

/// <summary>A JSON array.</summary>
internal sealed class JsonList : JsonPart
{
    private readonly List<JsonPart> _items = [];

    public int Count => _items.Count;

    public JsonList Add(JsonPart item)
    {
        _items.Add(item);
        return this;
    }

    public JsonList Add(string item) => Add(JsonLeaf.Of(item));

    public override void Write(StringBuilder text, int depth)
    {
        text.Append('[');
        for (var i = 0; i < _items.Count; i++)
        {
            text.Append(i == 0 ? "" : ",");
            NewLine(text, depth + 1);
            _items[i].Write(text, depth + 1);
        }

        if (_items.Count > 0)
        {
            NewLine(text, depth);
        }

        text.Append(']');
    }
}
