using System.Diagnostics.CodeAnalysis;

namespace Topiary;

/// <summary>A level of a topic to select by: a value, or, when left out, any value.</summary>
/// <typeparam name="T">Type of the level.</typeparam>
public readonly struct Level<T> : IEquatable<Level<T>>
{
    /// <summary>Selects one value.</summary>
    /// <param name="value">The value.</param>
    public Level(T value)
    {
        Value = value;
        HasValue = value is not null;
    }

    /// <summary>True when one value is selected, false when any is.</summary>
    public bool HasValue { get; }

    /// <summary>The value; the type's default when any is selected.</summary>
    public T Value { get; }

    /// <summary>Selects one value; null selects any.</summary>
    /// <param name="value">The value.</param>
    [SuppressMessage("Usage", "CA2225:Operator overloads have named alternates", Justification = "The constructor is the alternate.")]
    public static implicit operator Level<T>(T value) => new(value);

    /// <summary>Compares what is selected.</summary>
    /// <param name="left">One selection.</param>
    /// <param name="right">Another one.</param>
    public static bool operator ==(Level<T> left, Level<T> right) => left.Equals(right);

    /// <summary>Compares what is selected.</summary>
    /// <param name="left">One selection.</param>
    /// <param name="right">Another one.</param>
    public static bool operator !=(Level<T> left, Level<T> right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(Level<T> other) => HasValue == other.HasValue && EqualityComparer<T>.Default.Equals(Value, other.Value);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Level<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(HasValue, Value);

    /// <summary>The value as text, or <c>+</c>.</summary>
    /// <returns>Text for people.</returns>
    public override string ToString() => HasValue ? Value!.ToString() ?? "" : "+";
}
