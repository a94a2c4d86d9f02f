using System.Text.Json.Serialization;

namespace Topiary.Benchmarks;

/// <summary>One line of the load generator.</summary>
internal sealed record Run(
    [property: JsonPropertyName("case")] string? Case,
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("lat_p50_us")] double? P50,
    [property: JsonPropertyName("lat_p99_us")] double? P99,
    [property: JsonPropertyName("lat_p999_us")] double? P999,
    [property: JsonPropertyName("rss_peak_kb")] double? Rss,
    [property: JsonPropertyName("deliv_per_s")] double? Delivered,
    [property: JsonPropertyName("cpu_us_per_msg")] double? Cpu);
