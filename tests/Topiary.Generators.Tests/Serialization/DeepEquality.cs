using System.Collections;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Topiary.Generators.Tests.Serialization;

/// <summary>Compares two values by type and content, private state included.</summary>
internal static class DeepEquality
{
    public static bool AreEqual(object? left, object? right)
    {
        if (left is null || right is null)
        {
            return left is null && right is null;
        }

        if (left is JsonNode node && right is JsonNode other)
        {
            return Text(node) == Text(other); // There are several classes for one value.
        }

        if (left.GetType() != right.GetType())
        {
            return false;
        }

        switch (left)
        {
            case string or Guid or Uri or Version or DateTime or DateTimeOffset or decimal or Enum or DateOnly or TimeOnly or TimeSpan or Half or Int128 or UInt128:
                return left.Equals(right) && (left is not DateTime time || time.Kind == ((DateTime)right).Kind) && (left is not DateTimeOffset offset || offset.Offset == ((DateTimeOffset)right).Offset);
            case double number:
                return BitConverter.DoubleToInt64Bits(number) == BitConverter.DoubleToInt64Bits((double)right);
            case JsonElement element:
                return element.ValueKind == ((JsonElement)right).ValueKind && (element.ValueKind == JsonValueKind.Undefined || JsonMarshal.GetRawUtf8Value(element).SequenceEqual(JsonMarshal.GetRawUtf8Value((JsonElement)right)));
            case ReadOnlyMemory<byte> memory:
                return memory.Span.SequenceEqual(((ReadOnlyMemory<byte>)right).Span);
            case Memory<byte> memory:
                return memory.Span.SequenceEqual(((Memory<byte>)right).Span);
        }

        if (left.GetType().IsPrimitive)
        {
            return left.Equals(right);
        }

        return left is IEnumerable sequence ? Sequences(sequence, (IEnumerable)right) : Fields(left, right);
    }

    private static string Text(JsonNode node)
    {
        try
        {
            return node.ToJsonString();
        }
        catch (InvalidOperationException exception)
        {
            return exception.Message; // Text that is not UTF-8 is found out only here.
        }
    }

    private static bool Sequences(IEnumerable left, IEnumerable right)
    {
        var lefts = left.Cast<object?>().ToList();
        var rights = right.Cast<object?>().ToList();
        return lefts.Count == rights.Count && lefts.Zip(rights).All(pair => AreEqual(pair.First, pair.Second));
    }

    private static bool Fields(object left, object right)
    {
        for (var type = left.GetType(); type is not null && type != typeof(object); type = type.BaseType)
        {
            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                if (!AreEqual(field.GetValue(left), field.GetValue(right)))
                {
                    return false;
                }
            }
        }

        return true;
    }
}
