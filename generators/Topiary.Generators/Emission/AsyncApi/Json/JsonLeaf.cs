using System.Globalization;
using System.Text;

namespace Topiary.Generators.Emission;

/// <summary>A string, number, truth value or null.</summary>
internal sealed class JsonLeaf : JsonPart
{
    public static readonly JsonLeaf Null = new("null");
    public static readonly JsonLeaf True = new("true");
    public static readonly JsonLeaf False = new("false");

    private readonly string _text;

    private JsonLeaf(string text) => _text = text;

    public static JsonLeaf Of(bool value) => value ? True : False;

    public static JsonLeaf Of(int value) => new(value.ToString(CultureInfo.InvariantCulture));

    /// <summary>A number that is given as its text.</summary>
    public static JsonLeaf Number(string text) => new(text);

    public static JsonLeaf Of(string value)
    {
        var text = new StringBuilder(value.Length + 2);
        AppendString(text, value);
        return new JsonLeaf(text.ToString());
    }

    /// <summary>Writes a string; all but ASCII is escaped, so that nothing on the way to the file depends on an encoding.</summary>
    public static void AppendString(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            if (c is '"' or '\\')
            {
                text.Append('\\').Append(c);
            }
            else if (c == '\n')
            {
                text.Append("\\n");
            }
            else if (c is >= ' ' and <= '~')
            {
                text.Append(c);
            }
            else
            {
                text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            }
        }

        text.Append('"');
    }

    public override void Write(StringBuilder text, int depth) => text.Append(_text);
}
