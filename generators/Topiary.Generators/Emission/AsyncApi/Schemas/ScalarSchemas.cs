using System.Globalization;

namespace Topiary.Generators.Emission;

/// <summary>Schemas of the values that the runtime writes and reads itself, as it writes them.</summary>
internal static class ScalarSchemas
{
    // Without an offset where the value says nothing of one, which the format date-time does not allow.
    private const string DateTime = @"^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?$";

    private const string Time = @"[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,7})?";

    // Values of JsonNumberHandling.
    private const int AsString = 1 | 2;
    private const int NamedLiterals = 4;

    /// <summary>Schema of a scalar by its name among the parser's scalars.</summary>
    /// <param name="name">The name, <c>Int32</c>.</param>
    /// <param name="numberHandling">Expression of the number handling; null for web defaults.</param>
    public static JsonMap Of(string name, string? numberHandling = null)
    {
        if (Number(name) is { } number)
        {
            return numberHandling is null ? number : Handled(number, numberHandling);
        }

        return name switch
        {
            "Boolean" => Type("boolean"),
            "Char" => Type("string").Add("minLength", 1).Add("maxLength", 1),
            "DateTime" => Type("string").Add("pattern", DateTime),
            "DateTimeOffset" => Type("string").Add("format", "date-time"),
            "DateOnly" => Type("string").Add("format", "date"),
            "TimeOnly" => Type("string").Add("pattern", $"^{Time}$"),
            "TimeSpan" => Type("string").Add("pattern", $@"^-?([0-9]+\.)?{Time}$"),
            "Guid" => Type("string").Add("format", "uuid"),
            "Uri" => Type("string").Add("format", "uri-reference"),
            "Version" => Type("string").Add("pattern", @"^[0-9]+(\.[0-9]+){1,3}$"),
            "Bytes" or "Memory" or "ReadOnlyMemory" => Type("string").Add("contentEncoding", "base64"),
            "JsonObject" => Type("object"),
            "JsonArray" => Type("array"),
            "JsonValue" => new JsonMap().Add("type", new JsonList().Add("boolean").Add("number").Add("string")),
            "Element" or "Document" or "JsonNode" => new JsonMap(),
            _ => Type("string"),
        };
    }

    /// <summary>Name of the scalar that a type is, by its full name in C#; a type that is none of them is text.</summary>
    public static string NameOf(string type) => type switch
    {
        "bool" => "Boolean",
        "byte" => "Byte",
        "sbyte" => "SByte",
        "short" => "Int16",
        "ushort" => "UInt16",
        "int" => "Int32",
        "uint" => "UInt32",
        "long" => "Int64",
        "ulong" => "UInt64",
        "float" => "Single",
        "double" => "Double",
        "decimal" => "Decimal",
        "char" => "Char",
        "global::System.Numerics.BigInteger" => "BigInteger",
        "global::System.DateTime" or "global::System.DateTimeOffset" or "global::System.DateOnly" or "global::System.TimeOnly" or "global::System.TimeSpan"
            or "global::System.Guid" or "global::System.Version" or "global::System.Half" or "global::System.Int128" or "global::System.UInt128"
            => type.Substring("global::System.".Length),
        _ => "String",
    };

    /// <summary>A pattern for a scalar that is the name of a member; null where any name will do.</summary>
    public static JsonMap? OfName(string name) =>
        Number(name) is { } number
            ? new JsonMap().Add("pattern", $"^{Digits(number)}$")
            : Of(name) is { Count: > 1 } schema ? schema : null;

    private static JsonMap Type(string name) => new JsonMap().Add("type", name);

    private static JsonMap? Number(string name) => name switch
    {
        "Byte" => Integer("0", "255"),
        "SByte" => Integer("-128", "127"),
        "Int16" => Integer("-32768", "32767"),
        "UInt16" => Integer("0", "65535"),
        "Int32" => Integer("-2147483648", "2147483647"),
        "UInt32" => Integer("0", "4294967295"),
        "Int64" => Integer("-9223372036854775808", "9223372036854775807"),
        "UInt64" => Integer("0", "18446744073709551615"),
        "UInt128" => Type("integer").Add("minimum", 0),
        "Int128" or "BigInteger" => Type("integer"),
        "Single" or "Double" or "Decimal" or "Half" => Type("number"),
        _ => null,
    };

    private static JsonMap Integer(string minimum, string maximum) =>
        Type("integer").Add("minimum", JsonLeaf.Number(minimum)).Add("maximum", JsonLeaf.Number(maximum));

    /// <summary>A number that may stand in a string too: each keyword of JSON Schema applies to its kind of value only.</summary>
    private static JsonMap Handled(JsonMap number, string numberHandling)
    {
        var handling = int.Parse(numberHandling.Substring(numberHandling.LastIndexOf(')') + 1), CultureInfo.InvariantCulture);
        var names = (handling & NamedLiterals) != 0 ? "NaN|-?Infinity" : "";
        var digits = (handling & AsString) != 0 ? Digits(number) : "";
        if (names.Length + digits.Length == 0)
        {
            return number;
        }

        number.Replace("type", new JsonList().Add(number["type"]!).Add("string"));
        return number.Add("pattern", names.Length * digits.Length > 0 ? $"^({digits}|{names})$" : $"^({digits}{names})$");
    }

    private static string Digits(JsonMap number) => number["type"]!.ToString() == "\"integer\"" ? "-?[0-9]+" : @"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?";
}
