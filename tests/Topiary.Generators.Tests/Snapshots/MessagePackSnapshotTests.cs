using System.Text.RegularExpressions;
using Topiary.Generators.Tests.Serialization;

namespace Topiary.Generators.Tests;

/// <summary>Generated MessagePack serializers as text: what is changed by a change of the generator is seen in review.</summary>
public sealed partial class MessagePackSnapshotTests
{
    [Fact]
    public void MessagePack_array_with_holes_and_a_constructor() => Match("""
        [MessagePackObject]
        public sealed record Reading([property: Key(0)] int Zone, [property: Key(2)] double? Celsius, [property: Key(3)] Mode Mode = Mode.On)
        {
            [Key(7)]
            public string Note { get; init; } = "";
        }

        public enum Mode : byte { Off, On }
        """);

    [Fact]
    public void MessagePack_map_with_what_may_be_absent() => Match("""
        public sealed class Reading
        {
            public string Sensor { get; set; } = "";
            public Optional<double> Celsius { get; set; }
            public required DateTimeOffset At { get; init; }
        }
        """);

    [Fact]
    public void MessagePack_collections_and_pairs() => Match("""
        [MessagePackObject]
        public struct Reading
        {
            [Key(0)]
            public IReadOnlyDictionary<string, int[]> Counts;

            [Key(1)]
            public List<(int Zone, double Celsius)>? Pairs;
        }
        """);

    [Fact]
    public void MessagePack_union() => Match("""
        [Union(0, typeof(Circle))]
        [Union(1, typeof(Square))]
        public abstract class Reading { }

        [MessagePackObject]
        public sealed class Circle : Reading { [Key(0)] public double Radius { get; set; } }

        [MessagePackObject]
        public sealed class Square : Reading { [Key(0)] public double Side { get; set; } }
        """);

    private static void Match(string types, [System.Runtime.CompilerServices.CallerMemberName] string test = "")
    {
        var run = GeneratorRun.Of(
            MessagePackAttributeSource.Text,
            "using MessagePack;\n" + types + """

                [MqttContract(Format = PayloadFormat.MessagePack)]
                public interface IReadings
                {
                    [Topic("readings")] ValueTask ReadAsync(Reading reading);
                }
                """);
        Assert.DoesNotContain(TestCompilation.Problems(run.OutputWithWarnings()), static problem => !problem.StartsWith("Source", StringComparison.Ordinal));
        Snapshot.Match(Classes(run.File(".Serializers.")), test);
    }

    /// <summary>The classes of a file, each for itself: as small as they are reviewed.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Classes(string file) =>
        ClassStart().Split(file).Skip(1).Select(static text => KeyValuePair.Create(ClassName().Match(text).Groups[1].Value, text));

    [GeneratedRegex(@"(?=^    \[global::System\.CodeDom)", RegexOptions.Multiline)]
    private static partial Regex ClassStart();

    [GeneratedRegex(@"class (\w+)")]
    private static partial Regex ClassName();
}
