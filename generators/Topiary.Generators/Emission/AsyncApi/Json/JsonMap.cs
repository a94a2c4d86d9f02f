using System.Collections.Generic;
using System.Text;

namespace Topiary.Generators.Emission;

/// <summary>A JSON object, its members in the order in which they were added.</summary>
internal sealed class JsonMap : JsonPart
{
    private readonly List<KeyValuePair<string, JsonPart>> _members = [];

    public int Count => _members.Count;

    /// <summary>The member of this name; null when there is none.</summary>
    public JsonPart? this[string name]
    {
        get
        {
            foreach (var member in _members)
            {
                if (member.Key == name)
                {
                    return member.Value;
                }
            }

            return null;
        }
    }

    /// <summary>A reference to another place of the document.</summary>
    public static JsonMap Reference(string pointer) => new JsonMap().Add("$ref", pointer);

    public JsonMap Add(string name, JsonPart value)
    {
        _members.Add(new(name, value));
        return this;
    }

    public JsonMap Add(string name, string value) => Add(name, JsonLeaf.Of(value));

    public JsonMap Add(string name, bool value) => Add(name, JsonLeaf.Of(value));

    public JsonMap Add(string name, int value) => Add(name, JsonLeaf.Of(value));

    /// <summary>Adds a text, unless there is none.</summary>
    public JsonMap AddText(string name, string? value) => string.IsNullOrEmpty(value) ? this : Add(name, value!);

    /// <summary>Adds an object, unless it is empty.</summary>
    public JsonMap AddFilled(string name, JsonMap value) => value.Count == 0 ? this : Add(name, value);

    /// <summary>Puts another value in the place of a member.</summary>
    public void Replace(string name, JsonPart value)
    {
        var index = _members.FindIndex(member => member.Key == name);
        _members[index] = new(name, value);
    }

    public override void Write(StringBuilder text, int depth)
    {
        text.Append('{');
        for (var i = 0; i < _members.Count; i++)
        {
            text.Append(i == 0 ? "" : ",");
            NewLine(text, depth + 1);
            JsonLeaf.AppendString(text, _members[i].Key);
            text.Append(": ");
            _members[i].Value.Write(text, depth + 1);
        }

        if (_members.Count > 0)
        {
            NewLine(text, depth);
        }

        text.Append('}');
    }
}
