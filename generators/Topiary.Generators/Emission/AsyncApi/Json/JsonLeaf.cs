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

    /// <summary>
    /// Writes a string. Escaped is what JSON may not hold, and what the compiler takes for the end of a line: the document
    /// stands in a C# file on its way to the build.
    /// </summary>
    public static void AppendString(StringBuilder text, string value)
    {
        text.Append('"');
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            if (c is '"' or '\\')
            {
                text.Append('\\').Append(c);
            }
            else if (c == '\n')
            {
                text.Append("\\n");
            }
            else if (char.IsControl(c) || c is '\u2028' or '\u2029' or >= '\uFFFE' || IsLoneSurrogate(value, i))
            {
                text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            }
            else
            {
                text.Append(c);
            }
        }

        text.Append('"');
    }

    public override void Write(StringBuilder text, int depth) => text.Append(_text);

    private static bool IsLoneSurrogate(string value, int index) =>
        char.IsHighSurrogate(value[index])
            ? index + 1 == value.Length || !char.IsLowSurrogate(value[index + 1])
            : char.IsLowSurrogate(value[index]) && (index == 0 || !char.IsHighSurrogate(value[index - 1]));
}
