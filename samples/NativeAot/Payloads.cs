using System.Text.Json.Serialization;

namespace NativeAot;

public enum Hall
{
    East,
    West,
}

/// <summary>Something that happened to a shelf; <c>"kind"</c> says what.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Arrived), "arrived")]
[JsonDerivedType(typeof(Left), "left")]
public abstract record Move(string What, int Count);

public sealed record Arrived(string What, int Count, DateOnly BestBefore) : Move(What, Count);

public sealed record Left(string What, int Count) : Move(What, Count)
{
    public string? To { get; init; }
}

public readonly record struct Line(int Number, string Text);
