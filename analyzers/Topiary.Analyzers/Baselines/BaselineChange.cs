using System;
using System.Collections.Generic;
using System.Linq;
using Topiary.Generators.Emission;

namespace Topiary.Analyzers.Baselines;

/// <summary>Finds what a change of a contract breaks for those who were built with the one before.</summary>
internal static class BaselineChange
{
    /// <summary>What is broken, in words; nothing when the new topic can stand in for the old one.</summary>
    public static IEnumerable<string> Find(JsonTree before, JsonTree now)
    {
        foreach (var setting in new[] { "topic", "kind", "format", "replyFormat" })
        {
            var (old, current) = (before[setting]?.Text, now[setting]?.Text);
            if (old != current)
            {
                yield return $"its {Words(setting)} was {Quoted(old)} and is {Quoted(current)}";
            }
        }

        if (string.CompareOrdinal(before["qos"]?.Text, now["qos"]?.Text) > 0)
        {
            yield return $"its quality of service was {before["qos"]!.Text} and is {now["qos"]?.Text}";
        }

        if (before["retain"]?.Text == "true" && now["retain"]?.Text != "true")
        {
            yield return "it is no longer retained";
        }

        foreach (var part in new[] { "payload", "reply" })
        {
            if (before[part] is { } old && now[part] is { } current)
            {
                foreach (var change in Compare(part, old, current))
                {
                    yield return change;
                }
            }
        }
    }

    private static IEnumerable<string> Compare(string place, JsonTree before, JsonTree now)
    {
        if (before.Text is not null || now.Text is not null || before.Members is null != now.Members is null)
        {
            return JsonTree.AreEqual(before, now) ? [] : [$"'{place}' was {Brief(before)} and is {Brief(now)}"];
        }

        return before.Members is null ? CompareItems(place, before, now) : CompareMembers(place, before, now);
    }

    /// <summary>Elements of a list, names of an enum, or types of a union: none may go.</summary>
    private static IEnumerable<string> CompareItems(string place, JsonTree before, JsonTree now)
    {
        if (before.Items!.Count == 1 && now.Items!.Count == 1)
        {
            return Compare(place + "[]", before.Items[0], now.Items[0]);
        }

        return before.Items
            .Where(item => !now.Items!.Any(other => JsonTree.AreEqual(item, other)))
            .Select(item => $"'{place}' is no longer {Brief(item)}");
    }

    private static IEnumerable<string> CompareMembers(string place, JsonTree before, JsonTree now)
    {
        foreach (var member in before.Members!)
        {
            var name = member.Key.TrimEnd('!');
            var wasRequired = member.Key.Length > name.Length;
            if ((now[name] ?? now[name + "!"]) is not { } current)
            {
                yield return $"'{place}.{name}' is gone";
                continue;
            }

            if (!wasRequired && now[name + "!"] is not null)
            {
                yield return $"'{place}.{name}' is required now";
            }

            foreach (var change in Compare($"{place}.{name}", member.Value, current))
            {
                yield return change;
            }
        }

        foreach (var member in now.Members!)
        {
            var name = member.Key.TrimEnd('!');
            if (member.Key.Length > name.Length && before[name] is null && before[name + "!"] is null)
            {
                yield return $"'{place}.{name}' is new and required";
            }
        }
    }

    private static string Brief(JsonTree tree) =>
        tree.Text is { } text ? text
            : tree.Items is not null ? "a list"
            : tree.Members!.Count == 1 && tree.Members[0].Key is "enum" or "text" or "one of" ? $"a value of a given set"
            : "an object";

    private static string Words(string setting) => setting == "replyFormat" ? "answer's format" : setting;

    private static string Quoted(string? text) => text is null ? "nothing" : $"'{text}'";
}
