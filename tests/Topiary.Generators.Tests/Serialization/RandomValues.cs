using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Topiary.Generators.Tests.Serialization;

/// <summary>Makes random values of any type that the serializers support, by reflection.</summary>
internal sealed class RandomValues(Random random)
{
    private static readonly string[] s_texts = ["", "a", "Grün", "Good", "tab\t", "\u2028", "\ud83d\ude00", "\ud83d", "<&>'\"\\", "1", "12.5", "NaN", "null", new('x', 300)];
    private static readonly double[] s_doubles = [0, -0.0, 1, -1.5, 1e300, 5e-324, 0.1, 123456789012345680, double.MaxValue];
    private static readonly long[] s_longs = [0, 1, -1, 127, 128, 255, 32767, 65535, int.MaxValue, int.MinValue, uint.MaxValue, long.MaxValue, long.MinValue];

    public object? Create(Type type, int depth = 0)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return random.Next(3) == 0 ? null : Create(underlying, depth);
        }

        return type.IsValueType || random.Next(8) != 0 || depth == 0 ? Scalar(type) ?? (typeof(JsonNode).IsAssignableFrom(type) ? null : Composite(type, depth)) : null;
    }

    private object? Scalar(Type type)
    {
        if (type.IsEnum)
        {
            var values = Enum.GetValues(type);
            return random.Next(4) == 0 ? Enum.ToObject(type, random.Next(0, 9)) : values.GetValue(random.Next(values.Length));
        }

        return type.FullName switch
        {
            "System.String" => Text(),
            "System.Boolean" => random.Next(2) == 0,
            "System.Byte" => (byte)Long(),
            "System.SByte" => (sbyte)Long(),
            "System.Int16" => (short)Long(),
            "System.UInt16" => (ushort)Long(),
            "System.Int32" => (int)Long(),
            "System.UInt32" => (uint)Long(),
            "System.Int64" => Long(),
            "System.UInt64" => (ulong)Long(),
            "System.Int128" => new Int128((ulong)Long(), (ulong)Long()),
            "System.UInt128" => new UInt128((ulong)Long(), (ulong)Long()),
            "System.Single" => float.IsFinite((float)Double()) ? (float)Double() is var f && float.IsFinite(f) ? f : 0f : 1.5f,
            "System.Double" => Double(),
            "System.Half" => (Half)(random.Next(-2000, 2000) / 8.0),
            "System.Decimal" => new decimal(random.Next(), random.Next(), random.Next(), random.Next(2) == 0, (byte)random.Next(28)),
            "System.Char" => Text() is { Length: > 0 } text ? text[0] : 'c',
            "System.DateTime" => new DateTime(Ticks(DateTime.MaxValue.Ticks), (DateTimeKind)random.Next(2)),
            "System.DateTimeOffset" => new DateTimeOffset(Ticks(DateTime.MaxValue.Ticks - TimeSpan.TicksPerDay) + TimeSpan.TicksPerDay, TimeSpan.FromMinutes(random.Next(-840, 841))),
            "System.DateOnly" => DateOnly.FromDayNumber(random.Next(DateOnly.MaxValue.DayNumber)),
            "System.TimeOnly" => new TimeOnly(Ticks(TimeSpan.TicksPerDay)),
            "System.TimeSpan" => new TimeSpan(random.Next(2) == 0 ? random.NextInt64() : random.NextInt64(-TimeSpan.TicksPerDay, TimeSpan.TicksPerDay) / 10_000_000 * 10_000_000),
            "System.Guid" => Guid.NewGuid(),
            "System.Uri" => new Uri(random.Next(2) == 0 ? "http://localhost/ä?b=1" : "relative/path", UriKind.RelativeOrAbsolute),
            "System.Version" => new Version(random.Next(9), random.Next(9), random.Next(9)),
            "System.Byte[]" => Bytes(),
            "System.Numerics.BigInteger" => new System.Numerics.BigInteger(Bytes()),
            "System.Text.Json.JsonElement" => JsonSerializer.SerializeToElement(Json()),
            "System.Text.Json.Nodes.JsonNode" => Json(),
            "System.Text.Json.Nodes.JsonObject" => new JsonObject { ["a"] = 1, ["B"] = Json() },
            "System.Text.Json.Nodes.JsonArray" => new JsonArray(1, "two", Json()),
            _ when type == typeof(ReadOnlyMemory<byte>) => new ReadOnlyMemory<byte>(Bytes()),
            _ when type == typeof(Memory<byte>) => new Memory<byte>(Bytes()),
            _ => null,
        };
    }

    private object? Composite(Type type, int depth)
    {
        if (type is { IsGenericType: true, Name: "Optional`1" } && random.Next(3) == 0)
        {
            return Activator.CreateInstance(type);
        }

        var derived = type.GetCustomAttributes<JsonDerivedTypeAttribute>(inherit: false).Select(attribute => attribute.DerivedType)
            .Concat(type.GetCustomAttributesData().Where(attribute => attribute.AttributeType.Name == "UnionAttribute").Select(attribute => (Type)attribute.ConstructorArguments[1].Value!))
            .Where(candidate => candidate != type).ToList();
        if (derived.Count > 0 && (type.IsAbstract || random.Next(4) != 0))
        {
            return Create(derived[random.Next(derived.Count)], depth == 0 ? 0 : depth + 1);
        }

        if (type.GetInterfaces().Append(type).FirstOrDefault(IsEnumerable) is { } sequence)
        {
            return Collection(type, sequence.GetGenericArguments()[0], depth);
        }

        if (depth > 6)
        {
            return type.IsValueType ? RuntimeHelpers.GetUninitializedObject(type) : null;
        }

        var constructor = type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(candidate => candidate.GetParameters() is not [var only] || only.ParameterType != type)
            .OrderByDescending(candidate => candidate.GetParameters().Length).FirstOrDefault();
        var value = constructor is null
            ? RuntimeHelpers.GetUninitializedObject(type)
            : constructor.Invoke([.. constructor.GetParameters().Select(parameter => Create(parameter.ParameterType, depth + 1))]);
        foreach (var property in type.GetProperties().Where(property => property.CanWrite && property.GetIndexParameters().Length == 0))
        {
            property.SetValue(value, Create(property.PropertyType, depth + 1));
        }

        foreach (var field in type.GetFields().Where(field => !field.IsInitOnly && !field.IsStatic))
        {
            field.SetValue(value, Create(field.FieldType, depth + 1));
        }

        return value;
    }

    private object? Collection(Type type, Type element, int depth)
    {
        var items = Array.CreateInstance(element, depth > 6 ? 0 : random.Next(4));
        var keys = new HashSet<object>();
        for (var i = 0; i < items.Length; i++)
        {
            items.SetValue(Create(element, depth + 1), i);
            if (element.IsGenericType && element.GetGenericTypeDefinition() == typeof(KeyValuePair<,>))
            {
                var key = element.GetProperty("Key")!.GetValue(items.GetValue(i)) ?? (element.GetGenericArguments()[0] == typeof(string) ? "key" + i : new object());
                if (key.GetType() == typeof(object) || key is char and >= '\ud800' and <= '\udfff' || key is string text && text.Contains('\ud83d') || !keys.Add(key))
                {
                    return Collection(type, element, depth); // A key that cannot be a name, or is there twice.
                }

                // Unknown members have names that no member has.
                key = element == typeof(KeyValuePair<string, JsonElement>) ? "other " + key : key;
                items.SetValue(Activator.CreateInstance(element, key, element.GetProperty("Value")!.GetValue(items.GetValue(i))), i);
            }
        }

        return Filled(type, element, items);
    }

    private static object Filled(Type type, Type element, Array items)
    {
        if (type.IsArray)
        {
            return items;
        }

        if (type.Namespace == "System.Collections.Immutable")
        {
            var create = typeof(ImmutableArray).Assembly.GetType($"System.Collections.Immutable.{type.Name.Split('`')[0][(type.IsInterface ? 1 : 0)..]}")!
                .GetMethods().Single(method => method.Name == "CreateRange" && method.GetParameters() is [{ ParameterType.Name: "IEnumerable`1" }]);
            return create.MakeGenericMethod(type.GetGenericArguments()).Invoke(null, [items])!;
        }

        if (type.Namespace is "System.Collections.Frozen" or "System.Collections.ObjectModel" && !type.Name.StartsWith("Observable", StringComparison.Ordinal))
        {
            return Wrapped(type, element, items);
        }

        var concrete = !type.IsInterface ? type
            : type.Name.Contains("Dictionary", StringComparison.Ordinal) ? typeof(Dictionary<,>).MakeGenericType(type.GetGenericArguments())
            : (type.Name.Contains("Set", StringComparison.Ordinal) ? typeof(HashSet<>) : typeof(List<>)).MakeGenericType(element);
        var add = concrete.GetInterface("IDictionary`2") is not null || concrete.GetInterface("ICollection`1") is not null
            ? typeof(ICollection<>).MakeGenericType(element).GetMethod("Add")!
            : concrete.GetMethod("Enqueue") ?? concrete.GetMethod("Push")!;
        var result = Activator.CreateInstance(concrete)!;
        foreach (var item in items)
        {
            add.Invoke(result, [item]);
        }

        return result;
    }

    /// <summary>A collection that is made from another one.</summary>
    private static object Wrapped(Type type, Type element, Array items)
    {
        var arguments = type.GetGenericArguments();
        var inner = Filled((arguments.Length == 2 ? typeof(Dictionary<,>) : typeof(List<>)).MakeGenericType(arguments), element, items);
        if (type.Namespace == "System.Collections.ObjectModel")
        {
            return Activator.CreateInstance(type, inner)!;
        }

        var name = type.Name.Split('`')[0];
        var factory = type.Assembly.GetType($"System.Collections.Frozen.{name}")!.GetMethods()
            .Single(method => method.Name == "To" + name && method.GetParameters().Length == 2 && method.GetGenericArguments().Length == arguments.Length);
        return factory.MakeGenericMethod(arguments).Invoke(null, [inner, null])!;
    }

    private static bool IsEnumerable(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IEnumerable<>);

    private JsonNode? Json() => random.Next(5) switch
    {
        0 => null,
        1 => JsonValue.Create(random.Next()),
        2 => JsonValue.Create(Text()),
        3 => new JsonArray(1, null, "x"),
        _ => new JsonObject { ["k"] = 1.5, ["nested"] = new JsonObject() },
    };

    private string Text()
    {
        var text = new StringBuilder(s_texts[random.Next(s_texts.Length)]);
        for (var i = random.Next(4); i > 0; i--)
        {
            text.Append((char)random.Next(1, random.Next(2) == 0 ? 128 : 0xd7ff));
        }

        return text.ToString();
    }

    private byte[] Bytes()
    {
        var bytes = new byte[random.Next(20)];
        random.NextBytes(bytes);
        return bytes;
    }

    private long Ticks(long below) => random.Next(2) == 0 ? random.NextInt64(below) : random.NextInt64(below) / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond;

    private long Long() => random.Next(2) == 0 ? s_longs[random.Next(s_longs.Length)] : random.NextInt64(-1000, 1000);

    private double Double() => random.Next(2) == 0 ? s_doubles[random.Next(s_doubles.Length)] : random.NextDouble() * 100;
}
