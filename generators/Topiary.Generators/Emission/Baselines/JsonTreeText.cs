using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace Topiary.Generators.Emission;

/// <summary>Writes a tree as indented JSON with one order and one form, all of it ASCII, so that equal contracts give equal files.</summary>
internal static class JsonTreeText
{
    private const int MostInLine = 100;

    public static string Write(JsonTree tree)
    {
        var text = new StringBuilder();
        Write(text, tree, 0);
        return text.Append('\n').ToString();
    }

    private static void Write(StringBuilder text, JsonTree tree, int depth)
    {
        if (tree.Text is { } scalar)
        {
            WriteString(text, scalar);
            return;
        }

        var start = text.Length;
        WriteInLine(text, tree);
        if (text.Length - start <= MostInLine && depth > 2)
        {
            return;
        }

        text.Length = start;
        var isObject = tree.Members is not null;
        var parts = isObject ? tree.Members!.ToList() : tree.Items!.Select(static item => new KeyValuePair<string, JsonTree>("", item)).ToList();
        text.Append(isObject ? '{' : '[');
        var separator = "\n";
        foreach (var part in parts)
        {
            text.Append(separator).Append(' ', 2 * (depth + 1));
            if (isObject)
            {
                WriteString(text, part.Key);
                text.Append(": ");
            }

            Write(text, part.Value, depth + 1);
            separator = ",\n";
        }

        if (parts.Count > 0)
        {
            text.Append('\n').Append(' ', 2 * depth);
        }

        text.Append(isObject ? '}' : ']');
    }

    private static void WriteInLine(StringBuilder text, JsonTree tree)
    {
        if (tree.Text is { } scalar)
        {
            WriteString(text, scalar);
            return;
        }

        text.Append(tree.Members is null ? "[" : "{");
        var separator = tree.Members is null ? "" : " ";
        foreach (var member in tree.Members ?? tree.Items!.Select(static item => new KeyValuePair<string, JsonTree>("", item)).ToList())
        {
            text.Append(separator);
            if (tree.Members is not null)
            {
                WriteString(text, member.Key);
                text.Append(": ");
            }

            WriteInLine(text, member.Value);
            separator = ", ";
        }

        text.Append(tree.Members is null ? "]" : tree.Members.Count > 0 ? " }" : "}");
    }

    private static void WriteString(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var letter in value)
        {
            if (letter is '"' or '\\')
            {
                text.Append('\\').Append(letter);
            }
            else if (letter is < ' ' or > '~')
            {
                text.Append("\\u").Append(((int)letter).ToString("x4", CultureInfo.InvariantCulture));
            }
            else
            {
                text.Append(letter);
            }
        }

        text.Append('"');
    }
}
