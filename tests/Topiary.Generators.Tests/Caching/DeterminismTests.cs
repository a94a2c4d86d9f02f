using Microsoft.CodeAnalysis;

namespace Topiary.Generators.Tests;

/// <summary>The same declarations give the same files, whatever surrounds them.</summary>
public sealed class DeterminismTests
{
    private static readonly string[] s_sources =
    [
        Samples.Greenhouse,
        "namespace A; [MqttContract] public interface IOne { [Topic(\"one/{day}\")] Task OneAsync(DayOfWeek day, int[] values); }",
        "namespace B; [MqttContract] public interface ITwo { [Topic(\"two/{day}\")] Task TwoAsync(DayOfWeek day, int[] values); }",
        "namespace C; [MqttHandler] public sealed class Three { [Subscribe(\"three/{day}\")] public void On(DayOfWeek day) { } }",
    ];

    [Fact]
    public void Two_runs_give_the_same_files() => Assert.Equal(GeneratorRun.Of(s_sources).Files, GeneratorRun.Of(s_sources).Files);

    [Fact]
    public void The_order_of_the_sources_does_not_matter()
    {
        var expected = GeneratorRun.Of(s_sources).Files;
        var random = new Random(7);
        for (var i = 0; i < 5; i++)
        {
            var shuffled = (string[])s_sources.Clone();
            random.Shuffle(shuffled);
            var actual = GeneratorRun.Of(shuffled).Files;
            Assert.Equal(expected.OrderBy(static file => file.Key, StringComparer.Ordinal), actual.OrderBy(static file => file.Key, StringComparer.Ordinal));
        }
    }

    [Fact]
    public void The_culture_does_not_matter()
    {
        var expected = GeneratorRun.Of(s_sources).Files;
        var before = Thread.CurrentThread.CurrentCulture;
        try
        {
            var culture = (System.Globalization.CultureInfo)System.Globalization.CultureInfo.InvariantCulture.Clone();
            culture.NumberFormat.NegativeSign = "minus";
            culture.NumberFormat.NumberDecimalSeparator = ",";
            Thread.CurrentThread.CurrentCulture = culture;
            Assert.Equal(expected, GeneratorRun.Of(s_sources).Files);
        }
        finally
        {
            Thread.CurrentThread.CurrentCulture = before;
        }
    }

    [Fact]
    public void Shared_classes_are_emitted_once()
    {
        var files = GeneratorRun.Of(s_sources).Files.Values;
        Assert.Single(files, static text => text.Contains("DayOfWeekLevel\n    {", StringComparison.Ordinal));
        Assert.Single(files, static text => text.Contains("class Array_of_Int32Json ", StringComparison.Ordinal));
    }

    [Fact]
    public void Line_ends_are_the_same_everywhere() =>
        Assert.All(GeneratorRun.Of(s_sources).Files.Values, static text => Assert.DoesNotContain('\r', text));
}
