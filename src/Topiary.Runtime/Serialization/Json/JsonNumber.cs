namespace Topiary.Runtime;

/// <summary>A JSON number, with its value as it was read in passing: digits, and how many of them stand behind the point.</summary>
/// <remarks>
/// An integer below 2^53 divided by a power of ten up to 10^22 is rounded once, and so gives the nearest <c>double</c> of that decimal.
/// </remarks>
internal readonly struct JsonNumber
{
    // So many digits always fit.
    private const int MostDigits = 18;

    private const ulong LargestDouble = 999_999_999_999_999;
    private const ulong LargestSingle = 1 << 24;
    private const int MostDecimalsOfSingle = 10;

    private readonly ulong _digits;
    private readonly int _decimals;
    private readonly bool _isNegative;
    private readonly bool _isKnown;

    private JsonNumber(int length, ulong digits, int decimals, bool isNegative, bool isKnown)
    {
        Length = length;
        _digits = digits;
        _decimals = decimals;
        _isNegative = isNegative;
        _isKnown = isKnown;
    }

    /// <summary>Bytes that it takes.</summary>
    public int Length { get; }

    private static ReadOnlySpan<double> PowersOfTen => [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18];

    /// <summary>Reads the number at the start of a text. False: it is none, or something stands behind it that no number ends with.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out JsonNumber number)
    {
        number = default;
        var isNegative = text[0] == '-';
        var position = isNegative ? 1 : 0;
        var first = position;
        var digits = 0UL;
        position = ReadDigits(text, position, ref digits);
        var count = position - first;
        if (count == 0 || (count > 1 && text[first] == '0'))
        {
            return false;
        }

        var decimals = 0;
        if (position < text.Length && text[position] == '.')
        {
            first = ++position;
            position = ReadDigits(text, position, ref digits);
            decimals = position - first;
            count += decimals;
            if (decimals == 0)
            {
                return false;
            }
        }

        var hasExponent = position < text.Length && (text[position] | 0x20) == 'e';
        if (hasExponent && !TrySkipExponent(text, ref position))
        {
            return false;
        }

        number = new JsonNumber(position, digits, decimals, isNegative, count <= MostDigits && !hasExponent);
        return position == text.Length || text[position] is (byte)',' or (byte)'}' or (byte)']' or (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t' or (byte)'/';
    }

    /// <summary>False: it is no whole number in this range, or a larger one than is known.</summary>
    public bool TryGetInt64(out long value)
    {
        value = _isNegative ? -(long)_digits : (long)_digits;
        return _isKnown && _decimals == 0;
    }

    /// <summary>False: it is no whole number in this range, or a larger one than is known.</summary>
    public bool TryGetUInt64(out ulong value)
    {
        value = _digits;
        return _isKnown && _decimals == 0 && !_isNegative;
    }

    /// <summary>False: its value is not known. Both parts are exact, and so the quotient is rounded once.</summary>
    public bool TryGetDouble(out double value)
    {
        if (!_isKnown || _digits > LargestDouble)
        {
            value = 0;
            return false;
        }

        value = _digits / PowersOfTen[_decimals];
        value = _isNegative ? -value : value;
        return true;
    }

    /// <summary>False: its value is not known. Both parts are exact, and so the quotient is rounded once.</summary>
    public bool TryGetSingle(out float value)
    {
        if (!_isKnown || _digits > LargestSingle || _decimals > MostDecimalsOfSingle)
        {
            value = 0;
            return false;
        }

        value = _digits / (float)PowersOfTen[_decimals];
        value = _isNegative ? -value : value;
        return true;
    }

    /// <summary>False: its value is not known.</summary>
    public bool TryGetDecimal(out decimal value)
    {
        value = _isKnown ? new decimal((int)_digits, (int)(_digits >> 32), 0, _isNegative, (byte)_decimals) : 0;
        return _isKnown && _digits != 0;
    }

    private static int ReadDigits(ReadOnlySpan<byte> text, int position, ref ulong digits)
    {
        var value = digits;
        for (; position < text.Length; position++)
        {
            var digit = (uint)text[position] - '0';
            if (digit > 9)
            {
                break;
            }

            value = (value * 10) + digit;
        }

        digits = value;
        return position;
    }

    private static bool TrySkipExponent(ReadOnlySpan<byte> text, ref int position)
    {
        position++;
        if (position < text.Length && text[position] is (byte)'+' or (byte)'-')
        {
            position++;
        }

        var none = 0UL;
        var first = position;
        position = ReadDigits(text, first, ref none);
        return position > first;
    }
}
