namespace Topiary;

/// <summary>How payloads are written.</summary>
public enum PayloadFormat
{
    /// <summary>
    /// By the payload's type: <see cref="Raw"/> for bytes, <see cref="Text"/> for strings, numbers, booleans, enums and
    /// other level types, else <see cref="Json"/>.
    /// </summary>
    Default = 0,

    /// <summary>JSON with web defaults: camelCase names, case-insensitive reading.</summary>
    Json = 1,

    /// <summary>
    /// MessagePack in the layout of MessagePack-CSharp: types with <c>[MessagePackObject]</c> as its attributes say, others as
    /// maps of their public members by name.
    /// </summary>
    MessagePack = 2,

    /// <summary>UTF-8 text in the invariant culture.</summary>
    Text = 3,

    /// <summary>The bytes as they are.</summary>
    Raw = 4,
}
