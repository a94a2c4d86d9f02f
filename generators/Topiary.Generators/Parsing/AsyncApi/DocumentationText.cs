using System;
using System.Collections.Generic;
using System.Text;
using System.Xml.Linq;

namespace Topiary.Generators.Parsing;

/// <summary>Turns the XML of a documentation comment into the text that AsyncAPI documents hold: CommonMark.</summary>
internal static class DocumentationText
{
    private const char Paragraph = '\u2029';

    public static string Of(XElement element)
    {
        var text = new StringBuilder();
        Append(text, element);
        var paragraphs = new List<string>();
        foreach (var paragraph in text.ToString().Split(Paragraph))
        {
            if (OneLine(paragraph) is { Length: > 0 } line)
            {
                paragraphs.Add(line);
            }
        }

        return string.Join("\n\n", paragraphs);
    }

    private static void Append(StringBuilder text, XElement element)
    {
        foreach (var node in element.Nodes())
        {
            if (node is XText plain)
            {
                text.Append(plain.Value);
            }
            else if (node is XElement child)
            {
                AppendElement(text, child);
            }
        }
    }

    private static void AppendElement(StringBuilder text, XElement element)
    {
        switch (element.Name.LocalName)
        {
            case "see" or "seealso" or "paramref" or "typeparamref":
                AppendReference(text, element);
                break;
            case "c" or "code":
                text.Append('`').Append(element.Value.Trim()).Append('`');
                break;
            case "para" or "item":
                text.Append(Paragraph).Append(element.Name.LocalName == "item" ? "- " : "");
                Append(text, element);
                text.Append(Paragraph);
                break;
            case "br":
                text.Append(Paragraph);
                break;
            default:
                Append(text, element);
                break;
        }
    }

    private static void AppendReference(StringBuilder text, XElement element)
    {
        if (!element.IsEmpty && element.Value.Length > 0)
        {
            Append(text, element);
        }
        else if ((string?)element.Attribute("cref") is { } member)
        {
            text.Append('`').Append(SimpleName(member)).Append('`');
        }
        else if ((string?)(element.Attribute("langword") ?? element.Attribute("name")) is { } word)
        {
            text.Append('`').Append(word).Append('`');
        }
        else
        {
            text.Append((string?)element.Attribute("href"));
        }
    }

    /// <summary>The last name of what <c>cref</c> refers to, <c>T:My.App.Climate</c> or <c>IGreenhouse.ClimateAsync(string)</c>.</summary>
    private static string SimpleName(string member)
    {
        var end = member.IndexOfAny(['(', '{', '<', '`']);
        var name = end < 0 ? member : member.Substring(0, end);
        return name.Substring(name.LastIndexOfAny(['.', ':']) + 1);
    }

    private static string OneLine(string text) => string.Join(" ", text.Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
}
