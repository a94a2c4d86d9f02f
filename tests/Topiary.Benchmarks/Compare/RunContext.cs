using System.Text.Json.Serialization;

namespace Topiary.Benchmarks;

/// <summary>Reads the load generator's lines.</summary>
[JsonSerializable(typeof(Run))]
internal sealed partial class RunContext : JsonSerializerContext;
