using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Topiary.Benchmarks;

/// <summary>
/// A generated project of many contracts as an application has them: each with six topics and their payloads, a handler of two of
/// them, and a class that uses the contract and does other things.
/// </summary>
internal static class EditorProject
{
    public static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.CSharp14);

    /// <summary>The file that a keystroke changes: it has nothing to do with contracts.</summary>
    public const string UnrelatedPath = "Unrelated.cs";

    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Topiary;
        """;

    private static readonly MetadataReference[] s_references = [.. References()];

    /// <summary>A project of its own trees: a generator may remember what it knows of those that it has seen.</summary>
    public static CSharpCompilation Create(int contracts)
    {
        var sources = Enumerable.Range(0, contracts).Select(index => (Path: $"Contract{index}.cs", Text: Contract(index)))
            .Append((Path: "Usings.cs", Text: Usings))
            .Append((Path: UnrelatedPath, Text: Unrelated("One", 0)));
        return CSharpCompilation.Create(
            "EditorProject",
            [.. sources.Select(source => CSharpSyntaxTree.ParseText(source.Text, ParseOptions, source.Path, Encoding.UTF8))],
            s_references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
    }

    public static string Unrelated(string name, int value) => string.Create(
        CultureInfo.InvariantCulture, $"namespace App; public static class Unrelated {{ public static int {name}() => {value}; }}");

    private static IEnumerable<MetadataReference> References() => ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator)
        .Where(path => Path.GetFileName(path) is var name
            && (name.StartsWith("System.", StringComparison.Ordinal) || name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal)
                || name is "Topiary.Abstractions.dll" or "Topiary.Protocol.dll" or "Topiary.Transport.dll" or "Topiary.Client.dll" or "Topiary.Runtime.dll" or "netstandard.dll"))
        .Select(path => MetadataReference.CreateFromFile(path));

    private static string Contract(int index) => Template.Replace("§", index.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    private const string Template = """
        namespace App.Area§;

        public readonly record struct Climate§(double Celsius, double Humidity, DateTimeOffset At, string? Note = null);
        public sealed record Order§(Guid Id, string Customer, decimal Total, List<Line§> Lines, DateOnly Due, bool Express);
        public sealed record Line§(int Article, int Count, decimal Price, string? Text);
        public sealed record Answer§(bool Accepted, string? Reason, IReadOnlyDictionary<string, int> Stock);
        public enum Mode§ { Idle, Heating, Cooling }

        [MqttContract("area§/{site}")]
        public interface IArea§
        {
            [Topic("zones/{zone}/climate", Retain = true)] ValueTask ClimateAsync(string site, int zone, Climate§ climate, CancellationToken ct = default);
            [Topic("zones/{zone}/mode")] ValueTask ModeAsync(string site, int zone, Mode§ mode, CancellationToken ct = default);
            [Topic("orders")] ValueTask<Answer§> OrderAsync(string site, Order§ order, CancellationToken ct = default);
            [Topic("orders/{id}/lines")] ValueTask LinesAsync(string site, Guid id, IReadOnlyList<Line§> lines, CancellationToken ct = default);
            [Topic("history")] IAsyncEnumerable<Climate§> HistoryAsync(string site, TimeSpan last, CancellationToken ct = default);
            [Topic("log/{**path}", QoS = QoS.AtMostOnce)] ValueTask LogAsync(string site, string path, string line, CancellationToken ct = default);
        }

        [MqttHandler]
        public sealed class Watch§(IArea§ area)
        {
            private readonly Dictionary<(string, int), double> _last = [];

            [Handles<IArea§>(nameof(IArea§.ClimateAsync))]
            public async Task OnClimate(string site, int zone, Climate§ climate, MessageContext message, CancellationToken ct)
            {
                _last[(site, zone)] = climate.Celsius;
                if (climate.Celsius > 30 && !message.Retain)
                {
                    await area.ModeAsync(site, zone, Mode§.Cooling, ct);
                }
            }

            [Subscribe("area§/{site}/orders/{id}/lines")]
            public void OnLines(string site, Guid id, IReadOnlyList<Line§> lines) => _last[(site, lines.Count)] = lines.Sum(line => (double)line.Price);
        }

        public sealed class Service§(IArea§ area, IMqttClient client)
        {
            public async Task<decimal> OrderAsync(string site, IEnumerable<(int Article, int Count)> wanted, CancellationToken ct)
            {
                var lines = wanted.Where(line => line.Count > 0).Select(line => new Line§(line.Article, line.Count, line.Count * 1.5m, null)).ToList();
                var order = new Order§(Guid.NewGuid(), $"customer of {site}", lines.Sum(line => line.Price), lines, DateOnly.FromDayNumber(lines.Count), lines.Count > 3);
                var answer = await area.OrderAsync(site, order, ct);
                if (!answer.Accepted)
                {
                    throw new InvalidOperationException(answer.Reason ?? "refused");
                }

                await area.LinesAsync(site, order.Id, lines, ct);
                await client.PublishAsync($"area§/{site}/done", ReadOnlyMemory<byte>.Empty, QoS.AtLeastOnce, false, ct);
                return order.Total;
            }

            public async Task<double> AverageAsync(string site, CancellationToken ct)
            {
                var (sum, count) = (0.0, 0);
                await foreach (var climate in area.HistoryAsync(site, TimeSpan.FromHours(1), ct))
                {
                    sum += climate.Celsius;
                    count++;
                }

                return count == 0 ? double.NaN : sum / count;
            }

            public static string Describe(IEnumerable<Climate§> all)
            {
                var parts = new List<string>();
                foreach (var group in all.GroupBy(climate => climate.At.Date).OrderBy(group => group.Key))
                {
                    var hottest = group.MaxBy(climate => climate.Celsius);
                    parts.Add(group.Count() switch { 0 => "nothing", 1 => $"{hottest.Celsius} once", var n => $"{hottest.Celsius} of {n}" });
                }

                return string.Join(", ", parts);
            }
        }
        """;
}
