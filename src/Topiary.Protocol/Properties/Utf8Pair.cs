using System.Text;

namespace Topiary.Protocol;

/// <summary>A user property as it stands in the packet.</summary>
/// <param name="name">UTF-8 of the name.</param>
/// <param name="value">UTF-8 of the value.</param>
public readonly ref struct Utf8Pair(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
{
    /// <summary>UTF-8 of the name.</summary>
    public ReadOnlySpan<byte> Name { get; } = name;

    /// <summary>UTF-8 of the value.</summary>
    public ReadOnlySpan<byte> Value { get; } = value;

    /// <summary>The pair as strings.</summary>
    /// <returns>Name and value.</returns>
    public KeyValuePair<string, string> ToStrings() => new(Encoding.UTF8.GetString(Name), Encoding.UTF8.GetString(Value));
}
