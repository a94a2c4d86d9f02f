using System;
using System.Text;

namespace Topiary.Generators.Emission;

/// <summary>Builds source text with four-space indentation and <c>\n</c> line ends.</summary>
internal sealed class SourceWriter
{
    private readonly StringBuilder _text = new();
    private int _depth;

    /// <summary>Writes one line at the current depth; an empty line stays empty.</summary>
    public SourceWriter Line(string line = "")
    {
        if (line.Length > 0)
        {
            _text.Append(' ', _depth * 4).Append(line);
        }

        _text.Append('\n');
        return this;
    }

    /// <summary>Writes an opening line and brace; disposing the result writes the closing brace and what follows it.</summary>
    public Block Braces(string header, string afterClosing = "")
    {
        Line(header).Line("{");
        _depth++;
        return new Block(this, "}" + afterClosing);
    }

    /// <summary>Indents what follows until disposed, without braces.</summary>
    public Block Indented()
    {
        _depth++;
        return new Block(this, null);
    }

    public override string ToString() => _text.ToString();

    public readonly struct Block(SourceWriter writer, string? closing) : IDisposable
    {
        public void Dispose()
        {
            writer._depth--;
            if (closing is not null)
            {
                writer.Line(closing);
            }
        }
    }
}
