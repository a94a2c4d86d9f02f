using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Topiary.Generators.Tests;

/// <summary>
/// Checks documents against the part of JSON Schema (draft 7) that the generator writes; a keyword that it does not know fails.
/// </summary>
internal sealed class SchemaChecker(JsonObject components)
{
    private const string Pointer = "#/components/schemas/";

    /// <summary>What is wrong with a value, or null.</summary>
    public string? Error(JsonNode? value, JsonNode schema, string path = "$")
    {
        foreach (var (keyword, rule) in schema.AsObject())
        {
            if (ErrorOf(value, keyword, rule!, schema.AsObject(), path) is { } error)
            {
                return error;
            }
        }

        return null;
    }

    private string? ErrorOf(JsonNode? value, string keyword, JsonNode rule, JsonObject schema, string path) => keyword switch
    {
        "description" or "title" or "default" or "x-enum-varnames" or "discriminator" or "contentEncoding" or "x-msgpack" => null,
        "$ref" => Error(value, components[((string)rule!)[Pointer.Length..]]!, path),
        "type" => Check(IsOfType(value, rule), value, path, $"is no {rule.ToJsonString()}"),
        "enum" => Check(rule.AsArray().Any(item => JsonNode.DeepEquals(item, value)), value, path, $"is none of {rule.ToJsonString()}"),
        "const" => Check(JsonNode.DeepEquals(rule, value), value, path, $"is not {rule.ToJsonString()}"),
        "format" => Check(Kind(value) != JsonValueKind.String || HasFormat((string)value!, (string)rule!), value, path, $"is no {rule}"),
        "pattern" => Check(Kind(value) != JsonValueKind.String || Regex.IsMatch((string)value!, (string)rule!, RegexOptions.ECMAScript), value, path, $"is not {rule}"),
        "minLength" => Check(Kind(value) != JsonValueKind.String || ((string)value!).Length >= (int)rule!, value, path, "is too short"),
        "maxLength" => Check(Kind(value) != JsonValueKind.String || ((string)value!).Length <= (int)rule!, value, path, "is too long"),
        "minimum" => Check(Kind(value) != JsonValueKind.Number || Number(value!) >= Number(rule), value, path, "is too small"),
        "maximum" => Check(Kind(value) != JsonValueKind.Number || Number(value!) <= Number(rule), value, path, "is too large"),
        "items" => Items(value, rule, path),
        "properties" => Properties(value, rule.AsObject(), path),
        "required" => Check(value is not JsonObject o || rule.AsArray().All(name => o.ContainsKey((string)name!)), value, path, $"lacks one of {rule.ToJsonString()}"),
        "propertyNames" => (value as JsonObject)?.Select(member => Error(member.Key, rule, $"{path}.{member.Key}")).FirstOrDefault(error => error is not null),
        "additionalProperties" => Additional(value, rule, schema, path),
        "allOf" => rule.AsArray().Select(part => Error(value, part!, path)).FirstOrDefault(error => error is not null),
        "anyOf" => Check(rule.AsArray().Any(part => Error(value, part!, path) is null), value, path, "fits none of several"),
        "oneOf" => Check(rule.AsArray().Count(part => Error(value, part!, path) is null) == 1, value, path, "does not fit just one of several"),
        "not" => Check(Error(value, rule, path) is not null, value, path, "fits what it must not"),
        _ => $"{path}: the keyword '{keyword}' is not known",
    };

    private static string? Check(bool holds, JsonNode? value, string path, string problem) => holds ? null : $"{path}: {value?.ToJsonString() ?? "null"} {problem}";

    private static JsonValueKind Kind(JsonNode? value) => value?.GetValueKind() ?? JsonValueKind.Null;

    private static bool IsOfType(JsonNode? value, JsonNode type) =>
        type is JsonArray types ? types.Any(one => IsOfType(value, one!)) : (string)type! switch
        {
            "null" => Kind(value) == JsonValueKind.Null,
            "boolean" => Kind(value) is JsonValueKind.True or JsonValueKind.False,
            "string" => Kind(value) == JsonValueKind.String,
            "number" => Kind(value) == JsonValueKind.Number,
            "integer" => Kind(value) == JsonValueKind.Number && BigInteger.TryParse(value!.ToJsonString(), CultureInfo.InvariantCulture, out _),
            "object" => Kind(value) == JsonValueKind.Object,
            "array" => Kind(value) == JsonValueKind.Array,
            var other => throw new InvalidOperationException($"There is no type '{other}'."),
        };

    private static bool HasFormat(string value, string format) => format switch
    {
        "date-time" => DateTime.TryParse(value, CultureInfo.InvariantCulture, out _),
        "date" => DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "uuid" => Guid.TryParseExact(value, "D", out _),
        "uri-reference" => Uri.TryCreate(value, UriKind.RelativeOrAbsolute, out _),
        _ => false,
    };

    private static BigInteger Number(JsonNode value) => BigInteger.Parse(value.ToJsonString(), CultureInfo.InvariantCulture);

    private string? Items(JsonNode? value, JsonNode rule, string path) =>
        (value as JsonArray)?.Select((item, i) => rule is JsonArray tuple ? i < tuple.Count ? Error(item, tuple[i]!, $"{path}[{i}]") : null : Error(item, rule, $"{path}[{i}]"))
            .FirstOrDefault(error => error is not null);

    private string? Properties(JsonNode? value, JsonObject properties, string path) =>
        (value as JsonObject)?.Select(member => properties[member.Key] is { } schema ? Error(member.Value, schema, $"{path}.{member.Key}") : null)
            .FirstOrDefault(error => error is not null);

    private string? Additional(JsonNode? value, JsonNode rule, JsonObject schema, string path)
    {
        if (value is not JsonObject members)
        {
            return null;
        }

        foreach (var (name, member) in members.Where(member => schema["properties"]?.AsObject().ContainsKey(member.Key) != true))
        {
            var error = rule.GetValueKind() == JsonValueKind.Object ? Error(member, rule, $"{path}.{name}") : (bool)rule ? null : $"{path}.{name}: is not known";
            if (error is not null)
            {
                return error;
            }
        }

        return null;
    }
}
