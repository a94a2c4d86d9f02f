using System.Globalization;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Observability;

/// <summary>Prints metrics: of counters their value, of histograms their count.</summary>
public sealed class MetricPrinter : BaseExporter<Metric>
{
    private readonly SortedDictionary<string, string> _lines = new(StringComparer.Ordinal);

    public override ExportResult Export(in Batch<Metric> batch)
    {
        foreach (var metric in batch)
        {
            foreach (ref readonly var point in metric.GetMetricPoints())
            {
                var tags = new List<string>();
                foreach (var tag in point.Tags)
                {
                    if (tag.Key is "messaging.destination.template" or "error.type" or "topiary.handler")
                    {
                        tags.Add($"{tag.Value}");
                    }
                }

                var value = metric.MetricType == MetricType.Histogram ? point.GetHistogramCount() : point.GetSumLong();
                _lines[$"{metric.Name} {string.Join(" ", tags)}".TrimEnd()] = value.ToString(CultureInfo.InvariantCulture);
            }
        }

        return ExportResult.Success;
    }

    public void Print(params string[] names)
    {
        foreach (var name in names)
        {
            foreach (var (line, value) in _lines.Where(pair => pair.Key.Split(' ')[0] == name && pair.Value != "0"))
            {
                Console.WriteLine($"{line} = {value}");
            }
        }
    }
}
