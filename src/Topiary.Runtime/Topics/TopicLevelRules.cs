using System.Buffers;

namespace Topiary.Runtime;

/// <summary>What a value must not hold to be a level of a topic, and the exceptions that say so.</summary>
internal static class TopicLevelRules
{
    private static readonly SearchValues<char> s_reservedInLevel = SearchValues.Create("/+#\0");
    private static readonly SearchValues<char> s_reservedInRest = SearchValues.Create("+#\0");
    private static readonly SearchValues<byte> s_reservedBytes = SearchValues.Create("/+#\0"u8);

    public static bool IsLevel(ReadOnlySpan<char> level) => !level.IsEmpty && !level.ContainsAny(s_reservedInLevel);

    public static bool IsLevel(ReadOnlySpan<byte> level) => !level.IsEmpty && !level.ContainsAny(s_reservedBytes);

    public static bool IsRest(ReadOnlySpan<char> rest) => !rest.IsEmpty && !rest.ContainsAny(s_reservedInRest);

    public static ArgumentException NotALevel(string value, string name)
    {
        if (value.Length == 0)
        {
            return new ArgumentException($"The topic level '{name}' is empty; a level needs at least one character.", name);
        }

        var at = value.AsSpan().IndexOfAny(s_reservedInLevel);
        return at < 0
            ? new ArgumentException($"The topic level '{name}' holds half of a surrogate pair, which UTF-8 cannot carry.", name)
            : new ArgumentException($"The topic level '{name}' is '{Printable(value)}': {Describe(value[at])} at position {at} is not allowed in a level.", name);
    }

    public static ArgumentException NotARest(string value, string name)
    {
        if (value.Length == 0)
        {
            return new ArgumentException($"The rest of the topic '{name}' is empty; it needs at least one character.", name);
        }

        var at = value.AsSpan().IndexOfAny(s_reservedInRest);
        return at < 0
            ? new ArgumentException($"The rest of the topic '{name}' holds half of a surrogate pair, which UTF-8 cannot carry.", name)
            : new ArgumentException($"The rest of the topic '{name}' is '{Printable(value)}': {Describe(value[at])} at position {at} is not allowed.", name);
    }

    private static string Printable(string value) => value.Replace("\0", "\\0", StringComparison.Ordinal);

    private static string Describe(char c) => c == '\0' ? "U+0000" : $"'{c}'";
}
