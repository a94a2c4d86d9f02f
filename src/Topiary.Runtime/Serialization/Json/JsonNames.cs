using System.ComponentModel;
using System.Text;
using System.Text.Json;

namespace Topiary.Runtime;

/// <summary>
/// Names of an object's members. A name is looked for at the place after the last one found, since documents mostly keep
/// the order of the members; then among all of them; then regardless of case.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class JsonNames
{
    // Stands in no document.
    private static readonly byte[] s_none = [0];

    private readonly string[] _names;
    private readonly byte[][] _utf8;
    private readonly byte[][] _encoded;
    private readonly Type? _refusing;

    /// <summary>Names of a type whose documents may have others, which are skipped.</summary>
    /// <param name="names">Names of the members as they stand in JSON.</param>
    public JsonNames(params string[] names)
        : this(refusing: null, names)
    {
    }

    /// <summary>Names of a type whose documents may have no others.</summary>
    /// <param name="refusing">The type.</param>
    /// <param name="names">Names of the members as they stand in JSON.</param>
    public JsonNames(Type? refusing, params string[] names)
    {
        ArgumentNullException.ThrowIfNull(names);
        _refusing = refusing;
        _names = names;
        _utf8 = Array.ConvertAll(names, Encoding.UTF8.GetBytes);
        _encoded = Array.ConvertAll(names, static name => name.Any(IsEscaped) ? s_none : Encoding.UTF8.GetBytes($"\"{name}\":"));
    }

    /// <summary>Number of names.</summary>
    public int Count => _names.Length;

    /// <summary>A name.</summary>
    /// <param name="index">Its place.</param>
    public string this[int index] => _names[index];

    /// <summary>
    /// Steps to the next member of an object: the reader then stands on its value.
    /// </summary>
    /// <param name="reader">Reader that stands on the object's start or on the last token of a member's value.</param>
    /// <param name="index">Place of the last name found, -1 at first; becomes that of this one, -1 for an unknown name.</param>
    /// <returns>False at the end of the object.</returns>
    public bool Next(ref JsonInput reader, ref int index)
    {
        // Most documents are written without white space and in the order of the members.
        var guess = index + 1;
        if ((uint)guess < (uint)_encoded.Length && reader.TryEnterMember(_encoded[guess]))
        {
            index = guess;
            return true;
        }

        reader.Read();
        if (reader.TokenType == JsonTokenType.EndObject)
        {
            return false;
        }

        Match(ref reader, ref index);
        reader.Read();
        return true;
    }

    /// <summary>
    /// Steps to the next member of an object, and tells the name where it is unknown: the reader then stands on its value.
    /// </summary>
    /// <param name="reader">Reader that stands on the object's start or on the last token of a member's value.</param>
    /// <param name="index">Place of the last name found, -1 at first; becomes that of this one, -1 for an unknown name.</param>
    /// <param name="unknown">The name where it is unknown; else null.</param>
    /// <returns>False at the end of the object.</returns>
    public bool Next(ref JsonInput reader, ref int index, out string? unknown)
    {
        unknown = null;
        reader.Read();
        if (reader.TokenType == JsonTokenType.EndObject)
        {
            return false;
        }

        Match(ref reader, ref index);
        unknown = index < 0 ? JsonRead.Text(ref reader) : null;
        reader.Read();
        return true;
    }

    private static bool IsEscaped(char letter) => letter is < ' ' or '"' or '\\';

    private void Match(ref JsonInput reader, ref int index)
    {
        var guess = index + 1;
        if (!reader.ValueIsEscaped)
        {
            var name = reader.ValueSpan;
            index = (uint)guess < (uint)_utf8.Length && name.SequenceEqual(_utf8[guess]) ? guess : Find(name);
        }
        else
        {
            index = FindEscaped(ref reader);
        }

        if (index < 0 && _refusing is not null)
        {
            throw JsonErrors.Unmapped(_refusing, reader.ValueIsEscaped ? JsonRead.Text(ref reader) : Encoding.UTF8.GetString(reader.ValueSpan));
        }
    }

    private int Find(ReadOnlySpan<byte> name)
    {
        for (var i = 0; i < _utf8.Length; i++)
        {
            if (name.SequenceEqual(_utf8[i]))
            {
                return i;
            }
        }

        return FindIgnoringCase(name);
    }

    private int FindIgnoringCase(ReadOnlySpan<byte> name)
    {
        if (!Ascii.IsValid(name))
        {
            var text = Encoding.UTF8.GetString(name);
            return Array.FindIndex(_names, candidate => string.Equals(candidate, text, StringComparison.OrdinalIgnoreCase));
        }

        for (var i = 0; i < _utf8.Length; i++)
        {
            if (Ascii.EqualsIgnoreCase(name, _utf8[i]))
            {
                return i;
            }
        }

        return -1;
    }

    private int FindEscaped(ref JsonInput reader)
    {
        // Rare, and the text may be invalid, which has to be refused even for an unknown name.
        return Find(Encoding.UTF8.GetBytes(JsonRead.Text(ref reader)));
    }
}
