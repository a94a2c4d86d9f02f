using System.Diagnostics;
using OpenTelemetry;

namespace Observability;

/// <summary>Collects spans and prints them as a tree.</summary>
public sealed class SpanPrinter : BaseExporter<Activity>
{
    private readonly List<Activity> _spans = [];
    private readonly SemaphoreSlim _exported = new(0);

    public override ExportResult Export(in Batch<Activity> batch)
    {
        foreach (var span in batch)
        {
            lock (_spans)
            {
                _spans.Add(span);
            }

            _exported.Release();
        }

        return ExportResult.Success;
    }

    /// <summary>Waits for as many spans.</summary>
    public async Task WaitAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            if (!await _exported.WaitAsync(TimeSpan.FromSeconds(20)))
            {
                throw new TimeoutException($"Only {i} of {count} spans came.");
            }
        }
    }

    public void Print()
    {
        lock (_spans)
        {
            PrintChildren(default, indent: "");
        }
    }

    private void PrintChildren(ActivitySpanId parent, string indent)
    {
        foreach (var span in _spans.Where(span => span.ParentSpanId == parent).OrderBy(span => span.StartTimeUtc))
        {
            var topic = span.GetTagItem("messaging.destination.name");
            var error = span.GetTagItem("topiary.request.error_code");
            Console.WriteLine($"{indent}{span.DisplayName} ({span.Kind}){(topic is null ? "" : $" {topic}")}{(error is null ? "" : $" {span.Status}: {error}")}");
            PrintChildren(span.SpanId, indent + "  ");
        }
    }
}
