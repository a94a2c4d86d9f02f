using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Topiary.Generators.Model;

namespace Topiary.Generators.Emission;

/// <summary>Writes the schemas of enums, as names or as numbers.</summary>
internal static class EnumSchemas
{
    public static JsonMap Of(JsonEnumModel model, TypeNotes? notes)
    {
        if (model.AsText)
        {
            return Names(model.Values, model.IsFlags, notes);
        }

        var schema = new JsonMap().Add("type", "integer").AddText("description", Description(notes));
        var values = (notes?.Values ?? default).GroupBy(value => value.Number).Select(group => group.First()).ToList();
        if (values.Count > 0 && !model.IsFlags)
        {
            schema.Add("enum", List(values.Select(value => JsonLeaf.Number(value.Number))));
            schema.Add("x-enum-varnames", List(values.Select(value => JsonLeaf.Of(value.Name))));
        }

        return schema;
    }

    public static JsonMap Of(TextEnumModel model, TypeNotes? notes) => Names(model.Values, isFlags: false, notes);

    /// <summary>A value as the serializer writes it, by its number; null when no name has it.</summary>
    public static JsonPart? Value(JsonEnumModel model, TypeNotes? notes, string number)
    {
        if (!model.AsText)
        {
            return JsonLeaf.Number(number);
        }

        var member = (notes?.Values ?? default).FirstOrDefault(value => value.Number == number)?.Name;
        return model.Values.FirstOrDefault(value => value.Member == member)?.JsonName is { } name ? JsonLeaf.Of(name) : null;
    }

    /// <summary>What is said about an enum that is written as a number.</summary>
    public static string Description(TypeNotes? notes) => Description(notes, value => value.Number + " = " + value.Name);

    private static JsonMap Names(EquatableArray<JsonEnumValue> values, bool isFlags, TypeNotes? notes)
    {
        var names = values.Select(value => value.JsonName).Distinct(StringComparer.Ordinal).ToList();
        var schema = new JsonMap().Add("type", "string");
        schema.AddText("description", Description(notes, value => "`" + (values.FirstOrDefault(named => named.Member == value.Name)?.JsonName ?? value.Name) + "`"));
        if (names.Count == 0)
        {
            return schema;
        }

        var any = string.Join("|", names.Select(Pattern));
        return isFlags ? schema.Add("pattern", $"^({any})(, ({any}))*$") : schema.Add("enum", List(names.Select(JsonLeaf.Of)));
    }

    /// <summary>What is said about the enum, and a line for each value about which something is said.</summary>
    private static string Description(TypeNotes? notes, Func<ValueNotes, string> name)
    {
        var text = new StringBuilder(notes?.Text);
        var separator = text.Length > 0 ? "\n\n" : "";
        foreach (var value in notes?.Values ?? default)
        {
            if (value.Text.Length > 0)
            {
                text.Append(separator).Append("- ").Append(name(value)).Append(": ").Append(value.Text);
                separator = "\n";
            }
        }

        return text.ToString();
    }

    private static JsonList List(IEnumerable<JsonLeaf> items)
    {
        var list = new JsonList();
        foreach (var item in items)
        {
            list.Add(item);
        }

        return list;
    }

    private static string Pattern(string name)
    {
        var pattern = new StringBuilder();
        foreach (var c in name)
        {
            pattern.Append(@"\^$.|?*+()[]{}/".IndexOf(c) >= 0 ? "\\" : "").Append(c);
        }

        return pattern.ToString();
    }
}
