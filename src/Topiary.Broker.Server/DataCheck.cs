using Topiary.Broker.Persistence;

namespace Topiary.Broker.Server;

/// <summary><c>--check-data</c> and <c>--dump-data</c>.</summary>
internal static class DataCheck
{
    /// <summary>Exit code for a directory in which something is wrong.</summary>
    public const int Unsound = 3;

    private const int Unreadable = 1;

    public static int Run(string directory, bool isDump, TextWriter output, TextWriter error)
    {
        StoreCheck check;
        try
        {
            check = isDump ? StoreInspector.Dump(directory, output) : StoreInspector.Check(directory);
        }
        catch (StoreException e)
        {
            error.WriteLine($"topiary-broker: {e.Message}");
            return Unreadable;
        }

        output.WriteLine($"{check.Records} records in {check.Segments} segments, {check.Blobs} payloads in files of their own");
        output.WriteLine($"{check.Sessions} sessions, {check.Deliveries} deliveries, {check.Retained} retained messages");
        foreach (string problem in check.Problems)
        {
            error.WriteLine($"topiary-broker: {problem}");
        }

        output.WriteLine(check.Problems.Count == 0 ? "sound" : $"{check.Problems.Count} problems");
        return check.Problems.Count == 0 ? 0 : Unsound;
    }
}
