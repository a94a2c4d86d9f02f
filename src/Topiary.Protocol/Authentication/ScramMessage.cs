using System.Text;

namespace Topiary.Protocol;

/// <summary>The attributes of a SCRAM message, taken one after the other (RFC 5802, section 7).</summary>
internal struct ScramMessage
{
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string _text;
    private int _next;

    public ScramMessage(string text, int start = 0)
    {
        _text = text;
        _next = start;
    }

    public readonly bool IsAtEnd => _next > _text.Length;

    /// <summary>Where the next attribute begins.</summary>
    public readonly int Position => _next;

    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return s_utf8.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new ScramException("A SCRAM message is not UTF-8", e);
        }
    }

    public static byte[] Encode(string text) => s_utf8.GetBytes(text);

    /// <summary>Takes the attribute that must come next.</summary>
    public string Take(char name) => TryTake(name) ?? throw new ScramException($"A SCRAM message lacks the attribute \"{name}\", or has it in another place");

    /// <summary>Takes the next attribute if it has this name.</summary>
    public string? TryTake(char name)
    {
        if (_next + 1 >= _text.Length || _text[_next] != name || _text[_next + 1] != '=')
        {
            return null;
        }

        int comma = _text.IndexOf(',', _next);
        int end = comma < 0 ? _text.Length : comma;
        string value = _text[(_next + 2)..end];
        _next = end + 1;
        return value;
    }

    public byte[] TakeBase64(char name)
    {
        try
        {
            return Convert.FromBase64String(Take(name));
        }
        catch (FormatException e)
        {
            throw new ScramException($"The attribute \"{name}\" of a SCRAM message is not Base64", e);
        }
    }

    /// <summary>Passes over extensions, which are optional by definition; a mandatory one is refused.</summary>
    public void SkipUntil(char name)
    {
        while (!IsAtEnd && _next < _text.Length && _text[_next] != name)
        {
            int comma = _text.IndexOf(',', _next);
            if (comma < 0 || _text[_next] == 'm')
            {
                throw new ScramException("A SCRAM message has an extension that is not known");
            }

            _next = comma + 1;
        }
    }
}
