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
}
