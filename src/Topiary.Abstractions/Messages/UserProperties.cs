using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Topiary;

/// <summary>
/// User properties of a message (MQTT 5.0, section 3.3.2.3.7): name and value pairs in the order in which they are sent.
/// A name may occur more than once. Not thread-safe while it is being filled; safe to share once filled.
/// </summary>
public sealed class UserProperties : IReadOnlyList<KeyValuePair<string, string>>
{
    private readonly List<KeyValuePair<string, string>> _pairs;
    private readonly bool _frozen;

    /// <summary>Creates an empty set that pairs can be added to.</summary>
    public UserProperties() => _pairs = [];

    /// <summary>Creates a set with the given pairs.</summary>
    /// <param name="pairs">Pairs in the order in which they are to be sent.</param>
    public UserProperties(IEnumerable<KeyValuePair<string, string>> pairs) => _pairs = [.. pairs];

    private UserProperties(bool frozen)
    {
        _pairs = [];
        _frozen = frozen;
    }

    /// <summary>The empty set; it cannot be added to.</summary>
    public static UserProperties Empty { get; } = new(frozen: true);

    /// <summary>Number of pairs.</summary>
    public int Count => _pairs.Count;

    /// <summary>The pair at a position.</summary>
    /// <param name="index">Zero-based position.</param>
    public KeyValuePair<string, string> this[int index] => _pairs[index];

    /// <summary>The value of the first pair with this name, or null.</summary>
    /// <param name="name">Name, compared exactly.</param>
    public string? this[string name] => TryGetValue(name, out var value) ? value : null;

    /// <summary>Adds a pair at the end.</summary>
    /// <param name="name">Name; at most 65,535 bytes of UTF-8 without U+0000.</param>
    /// <param name="value">Value; the same limits.</param>
    /// <exception cref="InvalidOperationException">This is <see cref="Empty"/>.</exception>
    public void Add(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(value);
        if (_frozen)
        {
            throw new InvalidOperationException("UserProperties.Empty cannot be added to; create a new UserProperties.");
        }

        _pairs.Add(new(name, value));
    }

    /// <summary>Finds the first pair with this name.</summary>
    /// <param name="name">Name, compared exactly.</param>
    /// <param name="value">Its value.</param>
    /// <returns>True when there is one.</returns>
    public bool TryGetValue(string name, [MaybeNullWhen(false)] out string value)
    {
        foreach (var pair in _pairs)
        {
            if (string.Equals(pair.Key, name, StringComparison.Ordinal))
            {
                value = pair.Value;
                return true;
            }
        }

        value = null;
        return false;
    }

    /// <summary>Enumerates the pairs in order.</summary>
    /// <returns>An enumerator over the pairs.</returns>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => _pairs.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
