using MessagePack;

namespace Topiary.Interop.Tests;

/// <summary>An array with a value of each kind.</summary>
[MessagePackObject]
public sealed record Scalars(
    [property: Key(0)] bool Truth,
    [property: Key(1)] int Number,
    [property: Key(2)] long Large,
    [property: Key(3)] ulong Unsigned,
    [property: Key(4)] double Real,
    [property: Key(5)] float Single,
    [property: Key(6)] string? Text,
    [property: Key(7)] byte[]? Bytes,
    [property: Key(8)] DateTime At,
    [property: Key(10)] int? Maybe);
