using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Topiary.Runtime;

/// <summary>Writes and collects the members of an object that its type has no names for.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class JsonExtensionData
{
    /// <summary>Writes the collected members.</summary>
    /// <param name="writer">Receives them; it is within the object.</param>
    /// <param name="members">The members.</param>
    public static void Write(ref JsonOutput writer, Dictionary<string, JsonElement>? members)
    {
        if (members is not null)
        {
            foreach (var (name, value) in members)
            {
                writer.WritePropertyName(name);
                JsonWrite.Value(ref writer, value);
            }
        }
    }

    /// <summary>Writes the collected members.</summary>
    /// <param name="writer">Receives them; it is within the object.</param>
    /// <param name="members">The members.</param>
    public static void Write(ref JsonOutput writer, IEnumerable<KeyValuePair<string, JsonElement>>? members)
    {
        foreach (var (name, value) in members ?? [])
        {
            writer.WritePropertyName(name);
            JsonWrite.Value(ref writer, value);
        }
    }

    /// <summary>Writes the collected members.</summary>
    /// <param name="writer">Receives them; it is within the object.</param>
    /// <param name="members">The members.</param>
    public static void Write(ref JsonOutput writer, JsonObject? members)
    {
        if (members is not null)
        {
            foreach (var (name, value) in members)
            {
                writer.WritePropertyName(name);
                JsonWrite.Value(ref writer, value);
            }
        }
    }

    /// <summary>Collects a member; a later one of the same name replaces it.</summary>
    /// <param name="members">The members so far.</param>
    /// <param name="name">Name of the member.</param>
    /// <param name="reader">Reader that stands on its value.</param>
    public static void Add(ref Dictionary<string, JsonElement>? members, string name, ref JsonInput reader)
        => (members ??= [])[name] = JsonRead.Element(ref reader);

    /// <summary>Collects a member; a later one of the same name replaces it.</summary>
    /// <param name="members">The members so far.</param>
    /// <param name="name">Name of the member.</param>
    /// <param name="reader">Reader that stands on its value.</param>
    public static void Add(ref JsonObject? members, string name, ref JsonInput reader)
        => (members ??= JsonRead.NewObject())[name] = JsonRead.Node<JsonNode>(ref reader);

    /// <summary>Adds the collected members to those that an object has already.</summary>
    /// <param name="target">What the object has.</param>
    /// <param name="members">The collected members.</param>
    /// <returns>Whether there was something to add to.</returns>
    public static bool TryAddTo(IDictionary<string, JsonElement>? target, Dictionary<string, JsonElement> members)
    {
        ArgumentNullException.ThrowIfNull(members);
        if (target is null)
        {
            return false;
        }

        foreach (var (name, value) in members)
        {
            target[name] = value;
        }

        return true;
    }

    /// <summary>Adds the collected members to those that an object has already.</summary>
    /// <param name="target">What the object has.</param>
    /// <param name="members">The collected members; they are moved.</param>
    /// <returns>Whether there was something to add to.</returns>
    public static bool TryAddTo(JsonObject? target, JsonObject members)
    {
        ArgumentNullException.ThrowIfNull(members);
        if (target is null)
        {
            return false;
        }

        foreach (var (name, value) in members.ToArray())
        {
            members.Remove(name);
            target[name] = value;
        }

        return true;
    }

    /// <summary>The collected members together with those that an object has already.</summary>
    /// <param name="existing">What the object has.</param>
    /// <param name="members">The collected members.</param>
    /// <returns>All of them.</returns>
    public static Dictionary<string, JsonElement> Combine(IReadOnlyDictionary<string, JsonElement>? existing, Dictionary<string, JsonElement> members)
    {
        if (existing is null)
        {
            return members;
        }

        var all = new Dictionary<string, JsonElement>(existing);
        TryAddTo(all, members);
        return all;
    }
}
