using System.Globalization;
using System.Text;

namespace Topiary.Generators.Emission;

/// <summary>Writes values as C# source, the same in every culture.</summary>
internal static class CSharpText
{
    /// <summary>A string literal, or <c>null</c>.</summary>
    public static string LiteralOrNull(string? value) => value is null ? "null" : Literals.Of(value);

    /// <summary>A UTF-8 literal.</summary>
    public static string Utf8(string value) => Literals.Of(value) + "u8";

    public static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Boolean(bool value) => value ? "true" : "false";

    /// <summary>Text for a documentation comment.</summary>
    public static string Xml(string value)
    {
        var text = new StringBuilder(value.Length);
        foreach (var c in value)
        {
            _ = c switch
            {
                '&' => text.Append("&amp;"),
                '<' => text.Append("&lt;"),
                '>' => text.Append("&gt;"),

                // These end the comment's line, or may not stand in XML.
                '\u2028' or '\u2029' => text.Append('\uFFFD'),
                _ => text.Append(char.IsControl(c) || (c >= '\uFFFE' && c <= '\uFFFF') ? '\uFFFD' : c),
            };
        }

        return text.ToString();
    }

    public static string QoS(int value) => value switch
    {
        0 => Names.Topiary + "QoS.AtMostOnce",
        1 => Names.Topiary + "QoS.AtLeastOnce",
        _ => Names.Topiary + "QoS.ExactlyOnce",
    };

    public static string AckMode(int value) => value switch
    {
        0 => Names.Topiary + "AckMode.AfterSuccess",
        1 => Names.Topiary + "AckMode.OnReceipt",
        _ => Names.Topiary + "AckMode.Manual",
    };

    public static string UnreadablePolicy(int value) => value switch
    {
        1 => Names.Topiary + "UnreadablePolicy.Acknowledge",
        2 => Names.Topiary + "UnreadablePolicy.DeadLetter",
        3 => Names.Topiary + "UnreadablePolicy.Reject",
        _ => Names.Topiary + "UnreadablePolicy.Default",
    };
}
