namespace Topiary.Runtime;

/// <summary>
/// Writes floating-point numbers that are short decimals, such as sensors send, without the general algorithms: what is no short decimal is
/// left to them. The text is what they would write. <see cref="JsonNumber"/> reads them.
/// </summary>
/// <remarks>
/// Decimals of up to 15 digits (6 for <c>float</c>) each have a <c>double</c> of their own, so one that gives the value back is the shortest
/// that does.
/// </remarks>
internal static class ShortDecimal
{
    /// <summary>Bytes that a short decimal needs at most.</summary>
    public const int MaximumLength = 24;

    private const double Scale = 1e6;
    private const double LargestDouble = 1e9;
    private const float LargestSingle = 1e3f;
    private const double SingleScale = 1e3;

    // Below it the general algorithm writes an exponent.
    private const double Smallest = 1e-4;

    /// <summary>Writes a number of up to nine digits before and six behind the point. False: it is another number.</summary>
    public static bool TryFormat(double value, Span<byte> destination, out int length)
    {
        length = 0;
        var magnitude = Math.Abs(value);
        if (!(magnitude < LargestDouble))
        {
            return false;
        }

        var scaled = (ulong)((magnitude * Scale) + 0.5);
        if (scaled / Scale != magnitude || (magnitude < Smallest && scaled != 0))
        {
            return false;
        }

        length = Write(scaled, double.IsNegative(value), destination);
        return true;
    }

    /// <summary>Writes a number of up to six digits, three behind the point. False: it is another number.</summary>
    public static bool TryFormat(float value, Span<byte> destination, out int length)
    {
        length = 0;
        var magnitude = Math.Abs(value);
        if (!(magnitude < LargestSingle))
        {
            return false;
        }

        var scaled = (ulong)((magnitude * SingleScale) + 0.5);
        if ((float)(scaled / SingleScale) != magnitude)
        {
            return false;
        }

        length = Write(scaled * (ulong)(Scale / SingleScale), float.IsNegative(value), destination);
        return true;
    }

    private static int Write(ulong scaled, bool isNegative, Span<byte> destination)
    {
        var position = 0;
        if (isNegative)
        {
            destination[position++] = (byte)'-';
        }

        var whole = (uint)(scaled / (ulong)Scale);
        var fraction = (uint)(scaled - (whole * (ulong)Scale));
        position += WriteWhole(whole, destination[position..]);
        if (fraction == 0)
        {
            return position;
        }

        destination[position++] = (byte)'.';
        for (var unit = (uint)Scale / 10; fraction != 0; unit /= 10)
        {
            destination[position++] = (byte)('0' + (fraction / unit));
            fraction %= unit;
        }

        return position;
    }

    private static int WriteWhole(uint whole, Span<byte> destination)
    {
        var digits = 1;
        for (var rest = whole; rest >= 10; rest /= 10)
        {
            digits++;
        }

        for (var index = digits - 1; index >= 0; index--)
        {
            (whole, var digit) = Math.DivRem(whole, 10);
            destination[index] = (byte)('0' + digit);
        }

        return digits;
    }
}
