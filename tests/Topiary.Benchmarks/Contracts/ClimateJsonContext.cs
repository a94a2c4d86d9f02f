using System.Text.Json;
using System.Text.Json.Serialization;

namespace Topiary.Benchmarks;

/// <summary>System.Text.Json's own generator on the same types.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Climate))]
[JsonSerializable(typeof(Ping))]
internal sealed partial class ClimateJsonContext : JsonSerializerContext;
