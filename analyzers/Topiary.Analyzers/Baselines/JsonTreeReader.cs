using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Topiary.Generators.Emission;

namespace Topiary.Analyzers.Baselines;

/// <summary>Reads JSON. What is wrong is thrown as a <see cref="FormatException"/> that names the place.</summary>
internal sealed class JsonTreeReader
{
    private const int MaxDepth = 64;

    private readonly string _text;
    private int _position;

    private JsonTreeReader(string text) => _text = text;

    public static JsonTree Read(string text)
    {
        var reader = new JsonTreeReader(text);
        var tree = reader.Value(0);
        reader.Blanks();
        return reader._position == text.Length ? tree : throw reader.Wrong("there is more after the end");
    }

    private JsonTree Value(int depth)
    {
        if (depth > MaxDepth)
        {
            throw Wrong("it is nested too deep");
        }

        Blanks();
        switch (_position < _text.Length ? _text[_position] : '\0')
        {
            case '{':
                return Object(depth);
            case '[':
                return Array(depth);
            case '"':
                return JsonTree.Of(String());
            default:
                var start = _position;
                while (_position < _text.Length && (char.IsLetterOrDigit(_text[_position]) || _text[_position] is '-' or '+' or '.'))
                {
                    _position++;
                }

                return _position > start ? JsonTree.Of(_text.Substring(start, _position - start)) : throw Wrong("a value is missing");
        }
    }

    private JsonTree Object(int depth)
    {
        var members = new List<KeyValuePair<string, JsonTree>>();
        _position++;
        while (!Ends('}', members.Count > 0))
        {
            Blanks();
            var name = String();
            Blanks();
            Take(':');
            members.Add(new KeyValuePair<string, JsonTree>(name, Value(depth + 1)));
        }

        return JsonTree.Of(members);
    }

    private JsonTree Array(int depth)
    {
        var items = new List<JsonTree>();
        _position++;
        while (!Ends(']', items.Count > 0))
        {
            items.Add(Value(depth + 1));
        }

        return JsonTree.Of(items);
    }

    private bool Ends(char end, bool hasItems)
    {
        Blanks();
        if (_position < _text.Length && _text[_position] == end)
        {
            _position++;
            return true;
        }

        if (hasItems)
        {
            Take(',');
        }

        return false;
    }

    private string String()
    {
        Take('"');
        var text = new StringBuilder();
        while (true)
        {
            var letter = Next();
            if (letter == '"')
            {
                return text.ToString();
            }

            text.Append(letter == '\\' ? Escaped() : letter);
        }
    }

    private char Escaped()
    {
        var letter = Next();
        switch (letter)
        {
            case 'n': return '\n';
            case 't': return '\t';
            case 'r': return '\r';
            case 'b': return '\b';
            case 'f': return '\f';
            case 'u':
                const int Digits = 4;
                if (_position + Digits <= _text.Length
                    && int.TryParse(_text.Substring(_position, Digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
                {
                    _position += Digits;
                    return (char)code;
                }

                throw Wrong("an escape has no four digits");
            default:
                return letter;
        }
    }

    private char Next() => _position < _text.Length ? _text[_position++] : throw Wrong("it ends within a string");

    private void Take(char wanted)
    {
        if (_position >= _text.Length || _text[_position] != wanted)
        {
            throw Wrong($"'{wanted}' is missing");
        }

        _position++;
    }

    private void Blanks()
    {
        while (_position < _text.Length && char.IsWhiteSpace(_text[_position]))
        {
            _position++;
        }
    }

    private FormatException Wrong(string what)
    {
        var line = 1;
        for (var i = 0; i < _position; i++)
        {
            line += _text[i] == '\n' ? 1 : 0;
        }

        return new FormatException(string.Format(CultureInfo.InvariantCulture, "line {0}: {1}", line, what));
    }
}
