using System.Globalization;
using System.Text;

namespace Topiary.Runtime;

/// <summary>Builds the filter of a selection: literals, chosen levels, and <c>+</c> or <c>#</c> where none is chosen.</summary>
public sealed class FilterBuilder
{
    private readonly StringBuilder _filter = new();

    /// <summary>Appends text of the template.</summary>
    /// <param name="text">Text, slashes included.</param>
    /// <returns>This builder.</returns>
    public FilterBuilder Literal(string text)
    {
        _filter.Append(text);
        return this;
    }

    /// <summary>Appends a string level.</summary>
    /// <param name="level">Level, or none for any.</param>
    /// <param name="name">Name of the parameter, for exceptions.</param>
    /// <returns>This builder.</returns>
    public FilterBuilder Level(Level<string> level, string name) => level.HasValue ? Checked(level.Value, name) : Literal("+");

    /// <summary>Appends a boolean level.</summary>
    /// <param name="level">Level, or none for any.</param>
    /// <param name="name">Name of the parameter, for exceptions.</param>
    /// <returns>This builder.</returns>
    public FilterBuilder Level(Level<bool> level, string name) =>
        level.HasValue ? Checked(level.Value ? "true" : "false", name) : Literal("+");

    /// <summary>Appends a level of any formattable type, as it is written when publishing.</summary>
    /// <typeparam name="T">Type of the level.</typeparam>
    /// <param name="level">Level, or none for any.</param>
    /// <param name="name">Name of the parameter, for exceptions.</param>
    /// <returns>This builder.</returns>
    public FilterBuilder Level<T>(Level<T> level, string name)
        where T : IFormattable =>
        level.HasValue ? Checked(level.Value.ToString(LevelTraits<T>.Format, CultureInfo.InvariantCulture), name) : Literal("+");

    /// <summary>Appends a level of a type that formats itself as UTF-8 only, as it is written when publishing.</summary>
    /// <typeparam name="T">Type of the level.</typeparam>
    /// <param name="level">Level, or none for any.</param>
    /// <param name="name">Name of the parameter, for exceptions.</param>
    /// <returns>This builder.</returns>
    public FilterBuilder Utf8Level<T>(Level<T> level, string name)
        where T : IUtf8SpanFormattable
    {
        if (!level.HasValue)
        {
            return Literal("+");
        }

        var text = new byte[64];
        int written;
        while (!level.Value.TryFormat(text, out written, LevelTraits<T>.Format, CultureInfo.InvariantCulture))
        {
            if (text.Length > ushort.MaxValue)
            {
                throw new ArgumentException($"The topic level '{name}' is longer than a topic may be.", name);
            }

            text = new byte[text.Length * 2];
        }

        return Checked(Encoding.UTF8.GetString(text, 0, written), name);
    }

    /// <summary>Appends the rest of a topic.</summary>
    /// <param name="rest">Rest, or none for any.</param>
    /// <param name="name">Name of the parameter, for exceptions.</param>
    /// <returns>This builder.</returns>
    public FilterBuilder Rest(Level<string> rest, string name)
    {
        if (!rest.HasValue)
        {
            return Literal("#");
        }

        return TopicLevelRules.IsRest(rest.Value) ? Literal(rest.Value) : throw TopicLevelRules.NotARest(rest.Value, name);
    }

    /// <summary>The filter.</summary>
    /// <returns>The filter built so far.</returns>
    public override string ToString() => _filter.ToString();

    private FilterBuilder Checked(string text, string name) =>
        TopicLevelRules.IsLevel(text) ? Literal(text) : throw TopicLevelRules.NotALevel(text, name);
}
