using System.Diagnostics.CodeAnalysis;

namespace Topiary;

/// <summary>
/// The value of a member, in JSON or in a map of MessagePack, that may be absent. Absent is different from null: <c>default</c> is not written at all, and
/// <c>new Optional&lt;string?&gt;(null)</c> is written as <c>null</c>. Only a member of a payload can be optional.
/// </summary>
/// <typeparam name="T">Type of the value.</typeparam>
public readonly struct Optional<T> : IEquatable<Optional<T>>
{
    private readonly T _value;

    /// <summary>A value that is there.</summary>
    /// <param name="value">The value; null where its type allows it.</param>
    public Optional(T value) => (_value, HasValue) = (value, true);

    /// <summary>Whether it is there.</summary>
    public bool HasValue { get; }

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">It is absent.</exception>
    public T Value => HasValue ? _value : throw new InvalidOperationException("The value is absent.");

    /// <summary>A value that is there.</summary>
    /// <param name="value">The value.</param>
    [SuppressMessage("Usage", "CA2225:Operator overloads have named alternates", Justification = "The constructor is the alternate.")]
    public static implicit operator Optional<T>(T value) => new(value);

    /// <summary>Whether both are absent, or have equal values.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other one.</param>
    public static bool operator ==(Optional<T> left, Optional<T> right) => left.Equals(right);

    /// <summary>Whether only one is absent, or the values differ.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other one.</param>
    public static bool operator !=(Optional<T> left, Optional<T> right) => !left.Equals(right);

    /// <summary>The value, or another one where it is absent.</summary>
    /// <param name="otherwise">The other one.</param>
    /// <returns>One of the two.</returns>
    public T? ValueOr(T? otherwise) => HasValue ? _value : otherwise;

    /// <inheritdoc/>
    public bool Equals(Optional<T> other) => HasValue == other.HasValue && EqualityComparer<T>.Default.Equals(_value, other._value);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Optional<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(HasValue, _value);

    /// <inheritdoc/>
    public override string ToString() => HasValue ? _value?.ToString() ?? "null" : "";
}
