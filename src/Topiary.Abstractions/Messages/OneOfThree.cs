using System.Diagnostics.CodeAnalysis;

namespace Topiary;

/// <summary>A JSON value of one of three types; see <see cref="OneOf{T1, T2}"/>.</summary>
/// <typeparam name="T1">One type.</typeparam>
/// <typeparam name="T2">Another type.</typeparam>
/// <typeparam name="T3">The third type.</typeparam>
public readonly struct OneOf<T1, T2, T3> : IEquatable<OneOf<T1, T2, T3>>
{
    private readonly T1 _first;
    private readonly T2 _second;
    private readonly T3 _third;
    private readonly byte _index;

    /// <summary>A value of the first type.</summary>
    /// <param name="value">The value.</param>
    public OneOf(T1 value) => (_first, _second, _third) = (value, default!, default!);

    /// <summary>A value of the second type.</summary>
    /// <param name="value">The value.</param>
    public OneOf(T2 value) => (_first, _second, _third, _index) = (default!, value, default!, 1);

    /// <summary>A value of the third type.</summary>
    /// <param name="value">The value.</param>
    public OneOf(T3 value) => (_first, _second, _third, _index) = (default!, default!, value, 2);

    /// <summary>The value, whichever type it has.</summary>
    public object? Value => _index switch { 0 => _first, 1 => _second, _ => _third };

    /// <summary>A value of the first type.</summary>
    /// <param name="value">The value.</param>
    [SuppressMessage("Usage", "CA2225:Operator overloads have named alternates", Justification = "The constructor is the alternate.")]
    public static implicit operator OneOf<T1, T2, T3>(T1 value) => new(value);

    /// <summary>A value of the second type.</summary>
    /// <param name="value">The value.</param>
    [SuppressMessage("Usage", "CA2225:Operator overloads have named alternates", Justification = "The constructor is the alternate.")]
    public static implicit operator OneOf<T1, T2, T3>(T2 value) => new(value);

    /// <summary>A value of the third type.</summary>
    /// <param name="value">The value.</param>
    [SuppressMessage("Usage", "CA2225:Operator overloads have named alternates", Justification = "The constructor is the alternate.")]
    public static implicit operator OneOf<T1, T2, T3>(T3 value) => new(value);

    /// <summary>Whether both have the same type and equal values.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other one.</param>
    public static bool operator ==(OneOf<T1, T2, T3> left, OneOf<T1, T2, T3> right) => left.Equals(right);

    /// <summary>Whether types or values differ.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other one.</param>
    public static bool operator !=(OneOf<T1, T2, T3> left, OneOf<T1, T2, T3> right) => !left.Equals(right);

    /// <summary>Whether the value is of the first type.</summary>
    /// <param name="value">The value, if it is.</param>
    /// <returns>Whether it is.</returns>
    public bool Is([MaybeNullWhen(false)] out T1 value)
    {
        value = _first;
        return _index == 0;
    }

    /// <summary>Whether the value is of the second type.</summary>
    /// <param name="value">The value, if it is.</param>
    /// <returns>Whether it is.</returns>
    public bool Is([MaybeNullWhen(false)] out T2 value)
    {
        value = _second;
        return _index == 1;
    }

    /// <summary>Whether the value is of the third type.</summary>
    /// <param name="value">The value, if it is.</param>
    /// <returns>Whether it is.</returns>
    public bool Is([MaybeNullWhen(false)] out T3 value)
    {
        value = _third;
        return _index == 2;
    }

    /// <inheritdoc/>
    public bool Equals(OneOf<T1, T2, T3> other) => _index == other._index
        && EqualityComparer<T1>.Default.Equals(_first, other._first)
        && EqualityComparer<T2>.Default.Equals(_second, other._second)
        && EqualityComparer<T3>.Default.Equals(_third, other._third);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is OneOf<T1, T2, T3> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_index, Value);

    /// <inheritdoc/>
    public override string ToString() => Value?.ToString() ?? "null";
}
