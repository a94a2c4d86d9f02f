using System.Globalization;
using System.Text;

namespace Topiary.Generators.Emission;

/// <summary>Writes strings as C# literals; everything beyond printable ASCII is escaped.</summary>
internal static class Literals
{
    public static string Of(string text)
    {
        var literal = new StringBuilder("\"");
        foreach (var letter in text)
        {
            if (letter is '"' or '\\')
            {
                literal.Append('\\').Append(letter);
            }
            else if (letter is >= ' ' and <= '~')
            {
                literal.Append(letter);
            }
            else
            {
                literal.Append("\\u").Append(((int)letter).ToString("x4", CultureInfo.InvariantCulture));
            }
        }

        return literal.Append('"').ToString();
    }

    /// <summary>A literal of UTF-8: the name of a member of a JSON object with quotes and colon, escaped as System.Text.Json does by default.</summary>
    public static string JsonName(string name)
    {
        var json = new StringBuilder("\"");
        for (var i = 0; i < name.Length; i++)
        {
            var isPair = char.IsHighSurrogate(name[i]) && i + 1 < name.Length && char.IsLowSurrogate(name[i + 1]);
            AppendJson(json, !isPair && char.IsSurrogate(name[i]) ? '\uFFFD' : name[i]);
            if (isPair)
            {
                AppendJson(json, name[++i]);
            }
        }

        return Of(json.Append("\":").ToString()) + "u8";
    }

    private static void AppendJson(StringBuilder json, char letter)
    {
        const string Short = "\bb\tt\nn\ff\rr\\\\";
        for (var i = 0; i < Short.Length; i += 2)
        {
            if (letter == Short[i])
            {
                json.Append('\\').Append(Short[i + 1]);
                return;
            }
        }

        if (letter is < ' ' or > '~' or '"' or '&' or '\'' or '+' or '<' or '>' or '`')
        {
            json.Append("\\u").Append(((int)letter).ToString("X4", CultureInfo.InvariantCulture));
        }
        else
        {
            json.Append(letter);
        }
    }
}
