using System.Globalization;
using System.Text;
using Topiary.Protocol;

namespace Topiary.Conformance.Tests;

/// <summary>
/// Packets as a reader of the specification would write them. One text serves all versions:
/// <code>
/// 82          a byte in hexadecimal
/// #10         a two byte integer, decimal
/// [a/b]       a UTF-8 string with its length before it
/// 'text'      the UTF-8 bytes alone
/// ~           the Remaining Length: of all that follows
/// ( ... )     a property block with its length before it; only MQTT 5 has it
/// { ... }     bytes that only MQTT 5 has
/// </code>
/// For example <c>82 ~ #10 () [a/b] 01</c> is a SUBSCRIBE.
/// </summary>
internal static class Notation
{
    /// <summary>The bytes of a packet.</summary>
    public static byte[] Encode(string text, MqttVersion version = MqttVersion.V500)
    {
        int position = 0;
        var bytes = new List<byte>();
        Encode(text, ref position, '\0', version, bytes);
        return [.. bytes];
    }

    private static void Encode(string text, ref int position, char end, MqttVersion version, List<byte> output)
    {
        while (position < text.Length && text[position] != end)
        {
            char c = text[position++];
            switch (c)
            {
                case ' ' or '\n' or '\r':
                    break;
                case '~':
                    AppendCounted(Inner(text, ref position, end, version), output);
                    break;
                case '(' or '{':
                    AppendForFive(c, Inner(text, ref position, c == '(' ? ')' : '}', version), version, output);
                    position++;
                    break;
                case '[':
                    byte[] counted = Encoding.UTF8.GetBytes(Until(text, ref position, ']'));
                    output.AddRange([(byte)(counted.Length >> 8), (byte)counted.Length, .. counted]);
                    break;
                case '\'':
                    output.AddRange(Encoding.UTF8.GetBytes(Until(text, ref position, '\'')));
                    break;
                case '#':
                    int start = position;
                    while (position < text.Length && char.IsAsciiDigit(text[position]))
                    {
                        position++;
                    }

                    ushort number = ushort.Parse(text.AsSpan(start, position - start), CultureInfo.InvariantCulture);
                    output.AddRange([(byte)(number >> 8), (byte)number]);
                    break;
                default:
                    output.Add(byte.Parse(text.AsSpan(position - 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                    position++;
                    break;
            }
        }
    }

    private static List<byte> Inner(string text, ref int position, char end, MqttVersion version)
    {
        var inner = new List<byte>();
        Encode(text, ref position, end, version, inner);
        return inner;
    }

    private static void AppendForFive(char kind, List<byte> content, MqttVersion version, List<byte> output)
    {
        if (version != MqttVersion.V500)
        {
            return;
        }

        if (kind == '(')
        {
            AppendCounted(content, output);
        }
        else
        {
            output.AddRange(content);
        }
    }

    private static string Until(string text, ref int position, char end)
    {
        int start = position;
        position = text.IndexOf(end, start) + 1;
        return text[start..(position - 1)];
    }

    private static void AppendCounted(List<byte> content, List<byte> output)
    {
        int rest = content.Count;
        do
        {
            output.Add((byte)((rest & 0x7F) | (rest > 0x7F ? 0x80 : 0)));
            rest >>= 7;
        }
        while (rest > 0);

        output.AddRange(content);
    }
}
