using System.Diagnostics.CodeAnalysis;

namespace Topiary;

/// <summary>
/// A JSON value of one of two types, told apart by its form: <c>OneOf&lt;int, string&gt;</c> is <c>22</c> or <c>"22"</c>. The
/// first type that the value fits is taken, so that <c>OneOf&lt;Mode, string&gt;</c> keeps the names that an enum does not know.
/// Of types that are objects, or arrays, there can be only one; <see cref="System.Text.Json.JsonElement"/> as the last takes everything.
/// </summary>
/// <typeparam name="T1">One type.</typeparam>
/// <typeparam name="T2">The other type.</typeparam>
public readonly struct OneOf<T1, T2> : IEquatable<OneOf<T1, T2>>
{
    private readonly T1 _first;
    private readonly T2 _second;
    private readonly bool _isSecond;

    /// <summary>A value of the first type.</summary>
    /// <param name="value">The value.</param>
    public OneOf(T1 value) => (_first, _second) = (value, default!);

    /// <summary>A value of the second type.</summary>
    /// <param name="value">The value.</param>
    public OneOf(T2 value) => (_first, _second, _isSecond) = (default!, value, true);

    /// <summary>The value, whichever type it has.</summary>
    public object? Value => _isSecond ? _second : _first;

    /// <summary>A value of the first type.</summary>
    /// <param name="value">The value.</param>
    [SuppressMessage("Usage", "CA2225:Operator overloads have named alternates", Justification = "The constructor is the alternate.")]
    public static implicit operator OneOf<T1, T2>(T1 value) => new(value);

    /// <summary>A value of the second type.</summary>
    /// <param name="value">The value.</param>
    [SuppressMessage("Usage", "CA2225:Operator overloads have named alternates", Justification = "The constructor is the alternate.")]
    public static implicit operator OneOf<T1, T2>(T2 value) => new(value);

    /// <summary>Whether both have the same type and equal values.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other one.</param>
    public static bool operator ==(OneOf<T1, T2> left, OneOf<T1, T2> right) => left.Equals(right);

    /// <summary>Whether types or values differ.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other one.</param>
    public static bool operator !=(OneOf<T1, T2> left, OneOf<T1, T2> right) => !left.Equals(right);

    /// <summary>Whether the value is of the first type.</summary>
    /// <param name="value">The value, if it is.</param>
    /// <returns>Whether it is.</returns>
    public bool Is([MaybeNullWhen(false)] out T1 value)
    {
        value = _first;
        return !_isSecond;
    }

    /// <summary>Whether the value is of the second type.</summary>
    /// <param name="value">The value, if it is.</param>
    /// <returns>Whether it is.</returns>
    public bool Is([MaybeNullWhen(false)] out T2 value)
    {
        value = _second;
        return _isSecond;
    }

    /// <inheritdoc/>
    public bool Equals(OneOf<T1, T2> other) => _isSecond == other._isSecond
        && EqualityComparer<T1>.Default.Equals(_first, other._first) && EqualityComparer<T2>.Default.Equals(_second, other._second);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is OneOf<T1, T2> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _isSecond ? HashCode.Combine(2, _second) : HashCode.Combine(1, _first);

    /// <inheritdoc/>
    public override string ToString() => Value?.ToString() ?? "null";
}
