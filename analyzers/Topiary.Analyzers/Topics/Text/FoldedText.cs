using System.Collections.Generic;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Topiary.Analyzers.Topics.Text;

/// <summary>
/// What is known of a string while compiling, with the place in the source of every character that is written there. What
/// is only known while running is one <see cref="Hole"/>.
/// </summary>
internal sealed class FoldedText
{
    /// <summary>Stands for text that is only known while running; never a wildcard, a slash or empty.</summary>
    public const char Hole = '\uFFFC';

    private readonly StringBuilder _value = new();
    private readonly List<TextSpan> _places = [];

    /// <summary>The text.</summary>
    public string Value => _value.ToString();

    /// <summary>True when nothing at all is known of the text.</summary>
    public bool IsUnknown => _value.Length == 1 && _value[0] == Hole;

    /// <summary>True when the whole text is known.</summary>
    public bool IsConstant => Value.IndexOf(Hole) < 0;

    /// <summary>Adds a character that is written at a place.</summary>
    public void Add(char value, TextSpan place)
    {
        _value.Append(value);
        _places.Add(place);
    }

    /// <summary>Adds text that is written elsewhere.</summary>
    public void Add(string value)
    {
        foreach (var character in value)
        {
            Add(character, default);
        }
    }

    /// <summary>Adds a hole; two in a row are one.</summary>
    public void AddHole()
    {
        if (_value.Length == 0 || _value[_value.Length - 1] != Hole)
        {
            Add(Hole, default);
        }
    }

    /// <summary>The place of a range of characters; false where they are not all written there, one after the other.</summary>
    public bool TryLocate(int start, int length, out TextSpan span)
    {
        span = default;
        for (var i = start; i < start + length; i++)
        {
            var place = i < _places.Count ? _places[i] : default;
            if (place.IsEmpty || (i > start && place.Start != span.End))
            {
                return false;
            }

            span = i == start ? place : TextSpan.FromBounds(span.Start, place.End);
        }

        return length > 0;
    }
}
