using System.Globalization;

namespace Topiary.Storage;

/// <summary>Names of the files of a log.</summary>
internal static class FileNames
{
    public const string Identity = "log.id";
    private const string SegmentEnd = ".log";
    private const string BlobEnd = ".blob";
    private const string RepairEnd = ".repair";
    private const string QuarantineEnd = ".quarantined";
    private const string NewEnd = ".new";

    public static string Segment(long number) => Name(number, SegmentEnd);

    public static string Blob(long number) => Name(number, BlobEnd);

    public static string Repair(string segment) => segment + RepairEnd;

    public static string New(string name) => name + NewEnd;

    public static string Quarantine(string name, IReadOnlyCollection<string> taken)
    {
        var wanted = name + QuarantineEnd;
        for (var count = 2; taken.Contains(wanted); count++)
        {
            wanted = string.Create(CultureInfo.InvariantCulture, $"{name}{QuarantineEnd}.{count}");
        }

        return wanted;
    }

    public static bool TryParseSegment(string name, out long number) => TryParse(name, SegmentEnd, out number);

    public static bool TryParseBlob(string name, out long number) => TryParse(name, BlobEnd, out number);

    /// <summary>Whether a file is the half-made replacement of another one.</summary>
    public static bool TryParseRepair(string name, out string segment)
    {
        var found = name.EndsWith(SegmentEnd + RepairEnd, StringComparison.Ordinal);
        segment = found ? name[..^RepairEnd.Length] : "";
        return found;
    }

    private static string Name(long number, string end) => string.Create(CultureInfo.InvariantCulture, $"{number:D16}{end}");

    private static bool TryParse(string name, string end, out long number)
    {
        number = 0;
        return name.EndsWith(end, StringComparison.Ordinal)
            && long.TryParse(name.AsSpan(0, name.Length - end.Length), NumberStyles.None, CultureInfo.InvariantCulture, out number)
            && number > 0;
    }
}
