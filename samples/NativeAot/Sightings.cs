using MessagePack;

namespace NativeAot;

/// <summary>One of several arrays, after a number that says which.</summary>
[Union(0, typeof(Weighed))]
[Union(1, typeof(Opened))]
public abstract record Sighting;

/// <param name="At">An extension on the wire: MessagePack's own timestamp.</param>
/// <param name="Kilograms">What all of it weighs.</param>
/// <param name="Parts">What of it lies where.</param>
[MessagePackObject]
public sealed record Weighed([property: Key(0)] DateTime At, [property: Key(1)] decimal Kilograms, [property: Key(2)] IReadOnlyDictionary<string, double> Parts) : Sighting;

[MessagePackObject]
public sealed record Opened([property: Key(0)] DateTime At, [property: Key(1)] Hall? Towards, [property: Key(2)] Guid Badge) : Sighting;
