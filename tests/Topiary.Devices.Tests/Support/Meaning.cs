using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;

namespace Topiary.Devices.Tests;

/// <summary>
/// Whether two payloads mean the same: members in any order, numbers by value however they are written and whether or not they
/// are in a string, null told from absent. Text by value where it is a number that JSON has not, such as <c>nan</c>. XML without regard to white space between elements; anything else byte for byte.
/// </summary>
internal static class Meaning
{
    public static bool IsSame(byte[] expected, byte[] actual)
    {
        if (expected.AsSpan().SequenceEqual(actual))
        {
            return true;
        }

        var (left, right) = (Encoding.UTF8.GetString(expected), Encoding.UTF8.GetString(actual));
        return TryParse(left) is { } one && TryParse(right) is { } other ? IsSame(one, other)
            : Number(left) is { } number && Number(right) is { } otherNumber ? number.Equals(otherNumber)
            : left.StartsWith("<?xml", StringComparison.Ordinal) ? XNode.DeepEquals(XDocument.Parse(left), XDocument.Parse(right))
            : false;
    }

    public static JsonElement? TryParse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsSame(JsonElement left, JsonElement right)
    {
        if (left.ValueKind is JsonValueKind.Number or JsonValueKind.String && right.ValueKind is JsonValueKind.Number or JsonValueKind.String)
        {
            return IsSameScalar(left, right);
        }

        if (left.ValueKind != right.ValueKind)
        {
            return false;
        }

        return left.ValueKind switch
        {
            JsonValueKind.Array => left.GetArrayLength() == right.GetArrayLength() && left.EnumerateArray().Zip(right.EnumerateArray()).All(pair => IsSame(pair.First, pair.Second)),
            JsonValueKind.Object => IsSameObject(left, right),
            _ => true,
        };
    }

    private static bool IsSameObject(JsonElement left, JsonElement right)
    {
        var members = left.EnumerateObject().Select(member => member.Name).ToHashSet(StringComparer.Ordinal);
        var others = right.EnumerateObject().Select(member => member.Name).ToHashSet(StringComparer.Ordinal);
        return members.SetEquals(others) && left.EnumerateObject().All(member => IsSame(member.Value, Last(right, member.Name)));
    }

    private static JsonElement Last(JsonElement value, string name) =>
        value.EnumerateObject().Last(member => member.Name == name).Value;

    private static bool IsSameScalar(JsonElement left, JsonElement right)
    {
        var (one, other) = (Text(left), Text(right));
        if (one == other)
        {
            return true;
        }

        if (left.ValueKind == JsonValueKind.String && right.ValueKind == JsonValueKind.String && !(Number(one) is not null && Number(other) is not null))
        {
            return false;
        }

        // Whole numbers to the last digit; fractions as doubles, which is how products compute them.
        return BigInteger.TryParse(one, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
            && BigInteger.TryParse(other, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var otherWhole)
            ? whole == otherWhole
            : Number(one) is { } number && Number(other) is { } otherNumber && number.Equals(otherNumber);
    }

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
