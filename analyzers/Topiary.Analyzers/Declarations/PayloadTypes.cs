using System;
using System.Linq;
using Topiary.Generators.Model;

namespace Topiary.Analyzers.Declarations;

/// <summary>Short questions about the types of payloads.</summary>
internal static class PayloadTypes
{
    /// <summary>Types that read whatever was written.</summary>
    private static readonly string[] s_open =
        ["string", "byte[]", "ReadOnlyMemory<byte>", "ReadOnlySequence<byte>", "JsonElement", "JsonNode", "JsonDocument", "JsonObject"];

    /// <summary>A type as it is shown, whether or not it may be null.</summary>
    public static string Shown(string type) => type.Replace("global::", "").TrimEnd('?');

    /// <summary>Whether a payload of the type can be read whatever was written.</summary>
    public static bool IsOpen(PayloadModel payload) => s_open.Any(open => Shown(payload.Type).EndsWith(open, StringComparison.Ordinal));

    /// <summary>Whether at least one of two that get the same message cannot read it. Who takes no payload reads anything.</summary>
    public static bool Differ(PayloadModel? first, PayloadModel? second) =>
        first is not null && second is not null && !IsOpen(first) && !IsOpen(second) && Shown(first.Type) != Shown(second.Type);
}
