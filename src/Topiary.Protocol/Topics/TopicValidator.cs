using System.Buffers;
using System.Runtime.CompilerServices;

namespace Topiary.Protocol;

/// <summary>Checks topic names and filters in UTF-8 (MQTT 5.0, section 4.7); <see cref="TopicGrammar"/> does so for strings and says what is wrong.</summary>
public static class TopicValidator
{
    private static readonly SearchValues<byte> s_notInNames = SearchValues.Create([0, (byte)'#', (byte)'+']);

    /// <summary>Checks a topic name: 1 to 65,535 bytes, well-formed UTF-8, no U+0000, no wildcard.</summary>
    /// <param name="topic">UTF-8 of the name.</param>
    /// <returns>True when it is valid.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsValidName(ReadOnlySpan<byte> topic) =>
        (uint)(topic.Length - 1) < MqttText.MaxLength && !topic.ContainsAny(s_notInNames) && System.Text.Unicode.Utf8.IsValid(topic);

    /// <summary>Checks a topic filter: 1 to 65,535 bytes, well-formed UTF-8, no U+0000, wildcards only alone in a level and <c>#</c> only at the end. <c>$share</c> is a level like any other.</summary>
    /// <param name="filter">UTF-8 of the filter.</param>
    /// <returns>True when it is valid.</returns>
    public static bool IsValidFilter(ReadOnlySpan<byte> filter) =>
        filter.Length <= MqttText.MaxLength && HasFilterShape(filter) && MqttText.IsValid(filter);

    /// <summary>As <see cref="IsValidFilter"/>, and where the filter begins with <c>$share/</c>, as a shared subscription.</summary>
    /// <param name="filter">UTF-8 of the filter.</param>
    /// <returns>True when it is valid.</returns>
    public static bool IsValidFilterOrShared(ReadOnlySpan<byte> filter) =>
        SharedFilter.IsShared(filter)
            ? filter.Length <= MqttText.MaxLength && SharedFilter.TryParse(filter, out _, out _) && MqttText.IsValid(filter)
            : IsValidFilter(filter);

    /// <summary>What is left to check of a name once its text is known to be valid.</summary>
    internal static bool HasNameShape(ReadOnlySpan<byte> topic) => !topic.IsEmpty && !topic.ContainsAny((byte)'#', (byte)'+');

    /// <summary>What is left to check of a filter once its text is known to be valid.</summary>
    internal static bool HasFilterShape(ReadOnlySpan<byte> filter)
    {
        if (filter.IsEmpty)
        {
            return false;
        }

        var start = 0;
        while (true)
        {
            var next = filter[start..].IndexOfAny((byte)'#', (byte)'+');
            if (next < 0)
            {
                return true;
            }

            var index = start + next;
            var isAlone = (index == 0 || filter[index - 1] == '/') && (index + 1 == filter.Length || filter[index + 1] == '/');
            if (!isAlone || (filter[index] == '#' && index + 1 != filter.Length))
            {
                return false;
            }

            start = index + 1;
        }
    }
}
