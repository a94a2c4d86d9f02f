using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using Topiary.Generated;

namespace Topiary.Benchmarks;

/// <summary>
/// <c>--formats</c>: generated MessagePack serializers, as maps and as arrays, beside the generated JSON ones, on a record of three
/// fields and on a report of 20 readings. The formats take turns, and the shortest of many short slices counts, so that a busy
/// machine disturbs little.
/// </summary>
internal static class FormatCommand
{
    private const int Readings = 20;

    // Long enough for the just-in-time compiler's last tier.
    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(4);

    public static int Run()
    {
        var at = new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.FromHours(1));
        var id = new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        var climate = new Climate(21.5, 0.43, 1_800_000_000);
        Reading[] readings = [.. Enumerable.Range(0, Readings).Select(i => new Reading("sensor-" + i, 20 + (i / 10.0), i % 3, i % 2 == 0 ? i : null))];
        KeyedReading[] keyed = [.. readings.Select(reading => new KeyedReading(reading.Name, reading.Value, reading.Quality, reading.Unit))];
        var report = new Report("pump-17", id, at, true, readings, null);
        Compare(
            "record of 3 fields",
            FormatCase.Of("JSON", Topiary_Benchmarks_ClimateJson.Instance, climate),
            FormatCase.Of("MessagePack, map", Topiary_Benchmarks_ClimateMessagePack.Instance, climate),
            FormatCase.Of("MessagePack, array", Topiary_Benchmarks_KeyedClimateMessagePack.Instance, new KeyedClimate(climate.Celsius, climate.Humidity, climate.At)));
        Compare(
            "report of 20 readings",
            FormatCase.Of("JSON", Topiary_Benchmarks_ReportJson.Instance, report),
            FormatCase.Of("MessagePack, map", Topiary_Benchmarks_ReportMessagePack.Instance, report),
            FormatCase.Of("MessagePack, array", Topiary_Benchmarks_KeyedReportMessagePack.Instance, new KeyedReport(report.Device, id, at, true, keyed, null)));
        return 0;
    }

    private static void Compare(string payload, params FormatCase[] cases)
    {
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < s_duration)
        {
            foreach (var one in cases)
            {
                one.RunSlice();
            }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{payload,-24}{"bytes",8}{"write ns",10}{"x JSON",8}{"read ns",10}{"x JSON",8}"));
        foreach (var one in cases)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {one.Name,-22}{one.Size,8}{one.WriteNanoseconds,10:f0}{cases[0].WriteNanoseconds / one.WriteNanoseconds,8:f1}{one.ReadNanoseconds,10:f0}{cases[0].ReadNanoseconds / one.ReadNanoseconds,8:f1}"));
        }
    }
}
