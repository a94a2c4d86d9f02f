using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Topiary.Generators.Tests.Serialization;

/// <summary>Generated serializers against <see cref="JsonSerializer"/> with web defaults, on random values and documents.</summary>
public sealed class DifferentialTests
{
    private const int ValuesPerType = 40;
    private const int DocumentsPerValue = 8;

    private static readonly string[] s_names = [.. FuzzTypes.Names, .. OpenTypes.Names];
    private static readonly Lazy<SerializerHost> s_host = new(() => SerializerHost.Create(FuzzTypes.Source + OpenTypes.Source, s_names));

    [Fact]
    public void Values_are_written_byte_for_byte_as_by_the_oracle()
    {
        var differences = new List<string>();
        foreach (var name in s_names)
        {
            var random = new Random(1);
            var payload = s_host.Value.Payload(name);
            var values = new RandomValues(random);
            for (var i = 0; i < ValuesPerType; i++)
            {
                var value = values.Create(payload.Type);
                var expected = Try(() => Encoding.UTF8.GetString(payload.WriteExpected(value)));
                var actual = Try(() => Encoding.UTF8.GetString(payload.Write(value)));
                if (!Equals(expected.Value, actual.Value))
                {
                    differences.Add($"{name}\n  expected {expected}\n  actual   {actual}");
                }
            }
        }

        Assert.True(differences.Count == 0, Report(differences));
    }

    [Fact]
    public void Documents_good_and_damaged_are_read_or_refused_as_by_the_oracle()
    {
        var differences = new List<string>();
        var read = 0;
        var refused = 0;
        var atSamePath = 0;
        foreach (var name in s_names)
        {
            var random = new Random(2);
            var payload = s_host.Value.Payload(name);
            var values = new RandomValues(random);
            var documents = new DamagedDocuments(random);
            for (var i = 0; i < ValuesPerType; i++)
            {
                var document = Document(payload, values);
                for (var j = 0; j < DocumentsPerValue; j++)
                {
                    var changed = j == 0 ? document : documents.Change(document);
                    if (!Utf8.IsValid(changed) && OpenTypes.Names.Contains(name))
                    {
                        continue; // Names that are kept have to be text; the oracle puts replacement characters into others.
                    }

                    var expected = Try(() => payload.ReadExpected(changed));
                    var actual = Try(() => payload.Read(changed));
                    read += expected.Error is null ? 1 : 0;
                    refused += expected.Error is null ? 0 : 1;
                    atSamePath += actual.Error is JsonException error && expected.Error is JsonException oracle && error.Path == oracle.Path ? 1 : 0;
                    if (Difference(expected, actual) is { } difference)
                    {
                        differences.Add($"{name} {Encoding.UTF8.GetString(changed)}\n  {difference}");
                    }
                }
            }
        }

        Assert.True(differences.Count == 0, Report(differences));
        // Of what is wrong with a discriminator, or after it, the oracle only tells the object.
        Assert.True(read > 3000 && refused > 3000 && atSamePath > refused * 0.9, $"{read} read, {refused} refused, {atSamePath} at the same path");
    }

    private static byte[] Document(PayloadOracle payload, RandomValues values)
    {
        while (true)
        {
            try
            {
                return payload.WriteExpected(values.Create(payload.Type));
            }
            catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or NotSupportedException)
            {
                // This value has no JSON form; another one has.
            }
        }
    }

    private static string? Difference(Outcome expected, Outcome actual)
    {
        if (expected.Error is JsonException { Message: var text } && text.StartsWith("Properties that start with '$' are not allowed", StringComparison.Ordinal))
        {
            return null; // Generated serializers have no reference handling, so that these names mean nothing to them.
        }

        if (expected.Error is null || actual.Error is null)
        {
            return expected.Error is null && actual.Error is null && DeepEquality.AreEqual(expected.Value, actual.Value)
                ? null
                : $"expected {expected}\n  actual   {actual}";
        }

        if (actual.Error is JsonException missing && expected.Error is NotSupportedException said && said.Message.Contains("must specify a type discriminator", StringComparison.Ordinal))
        {
            // It is the document that is wrong.
            return said.Message.StartsWith(missing.Message.Split(" Path:")[0], StringComparison.Ordinal) ? null : $"expected {said.Message}\n  actual   {missing.Message}";
        }

        if (actual.Error is not JsonException error || expected.Error is not JsonException oracle)
        {
            return expected.Error.GetType() == actual.Error.GetType() ? null : $"expected {expected}\n  actual   {actual}";
        }

        return SamePlace(error, oracle) ? null : $"expected {oracle.Message}\n  actual   {error.Message}";
    }

    /// <summary>
    /// Whether two errors are at the same place. The oracle reads what its constructors do not take only at the end of the
    /// object, so that it places an error late, and finds bad syntax in a value before it knows the value's members. After
    /// an entry of a dictionary its path still names the entry.
    /// </summary>
    private static bool SamePlace(JsonException actual, JsonException oracle)
    {
        var position = (actual.LineNumber, actual.BytePositionInLine);
        return position.CompareTo((oracle.LineNumber, oracle.BytePositionInLine)) <= 0
            && (actual.Path!.StartsWith(oracle.Path!, StringComparison.Ordinal) || oracle.Path!.StartsWith(actual.Path!, StringComparison.Ordinal));
    }

    private static string Report(List<string> differences)
        => $"{differences.Count} differences\n" + string.Join('\n', differences.GroupBy(difference => difference.Split(' ', '\n')[0]).SelectMany(group => group.Take(4)));

    private static Outcome Try(Func<object?> action)
    {
        try
        {
            return new Outcome(action(), null);
        }
        catch (Exception exception) when (exception is not NullReferenceException)
        {
            return new Outcome(null, exception);
        }
    }

    private sealed record Outcome(object? Value, Exception? Error)
    {
        public override string ToString() => Error is null ? Value?.ToString() ?? "null" : $"{Error.GetType().Name}: {Error.Message}";
    }
}
