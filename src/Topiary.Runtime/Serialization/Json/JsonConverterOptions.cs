using System.Text.Json;

namespace Topiary.Runtime;

/// <summary>The options that converters of the user's are called with.</summary>
internal static class JsonConverterOptions
{
    public static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);
}
