using System.Text.Json.Serialization;

namespace Topiary.Benchmarks;

/// <summary>Quotes a path for a script.</summary>
[JsonSerializable(typeof(string))]
internal sealed partial class PathContext : JsonSerializerContext;
