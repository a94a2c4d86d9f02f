using System.Text;

namespace Topiary.Generators.Emission;

/// <summary>A JSON value that is put together and then written.</summary>
internal abstract class JsonPart
{
    /// <summary>Writes it, two spaces for each level.</summary>
    public abstract void Write(StringBuilder text, int depth);

    public override string ToString()
    {
        var text = new StringBuilder();
        Write(text, 0);
        return text.ToString();
    }

    protected static void NewLine(StringBuilder text, int depth) => text.Append('\n').Append(' ', depth * 2);
}
