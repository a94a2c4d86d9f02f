using System.Collections;
using System.Globalization;
using System.Reflection;

namespace Topiary.Generators.Tests.Serialization;

/// <summary>The members of a value in words, private ones included, base types first.</summary>
internal static class MemberText
{
    public static string Of(object? value) => value switch
    {
        null => "",
        IEnumerable and not string => "",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        string or bool => value.ToString()!,
        _ when value.GetType() is { IsGenericType: true, Name: "Optional`1" } type
            => (bool)type.GetProperty("HasValue")!.GetValue(value)! ? Of(type.GetProperty("Value")!.GetValue(value)) : "absent",
        _ => string.Join(", ", Fields(value.GetType()).Select(field => Of(field.GetValue(value)))),
    };

    private static IEnumerable<FieldInfo> Fields(Type? type) => type is null || type == typeof(object) ? [] :
    [
        .. Fields(type.BaseType),
        .. type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly),
    ];
}
