namespace Topiary.Crash;

/// <summary>What a client that was killed has noted, compared with what its peers have seen.</summary>
internal sealed class ClientBooks
{
    private readonly List<string> _violations = [];

    /// <param name="journal">What the client noted.</param>
    /// <param name="acknowledged">Messages whose PUBREC was seen, and in which run.</param>
    /// <param name="sent">How many messages were sent to the client.</param>
    /// <param name="received">What was received from it.</param>
    public ClientBooks(IEnumerable<(int Run, string What, int Number)> journal, IReadOnlyDictionary<int, int> acknowledged, int sent, IReadOnlyCollection<int> received)
    {
        ILookup<string, (int Run, string What, int Number)> lines = journal.ToLookup(line => line.What);
        (int Run, string What, int Number)[] handlings = [.. lines[ClientFiles.Handled]];
        ILookup<int, int> handled = handlings.ToLookup(line => line.Number, line => line.Run);
        int[] accepted = [.. lines[ClientFiles.Accepted].Select(line => line.Number)];
        Acknowledged = acknowledged.Count + accepted.Length;
        Received = handlings.Length + received.Count;
        int again = handlings.Length - handled.Count;
        Summary = $"{sent} messages sent to it, {acknowledged.Count} acknowledged, {handlings.Length} handlings ({again} again, as a kill came before the acknowledgement); "
            + $"{accepted.Length} publishes accepted, {received.Count} received";

        CheckHandled(handled, acknowledged);
        CheckOrder(handlings.Select(line => line.Number).Distinct(), "handled");
        CheckOrder(received, "received");
        _violations.AddRange(received.GroupBy(number => number).Where(group => group.Count() > 1).Select(group => $"{group.Key} of the client arrived {group.Count()} times"));
        Missing = Enumerable.Range(1, sent).Where(number => !handled.Contains(number)).Select(number => $"{number} was never handled")
            .Concat(accepted.Except(received).Select(number => $"{number} of the client was accepted and has not arrived"))
            .FirstOrDefault();
    }

    /// <summary>Acknowledgements and acceptances that were checked.</summary>
    public int Acknowledged { get; }

    /// <summary>Messages handled and received.</summary>
    public int Received { get; }

    /// <summary>The figures in words.</summary>
    public string Summary { get; }

    /// <summary>What has not arrived yet, or is lost; null when everything has.</summary>
    public string? Missing { get; }

    /// <summary>What is wrong, with what is missing at the end.</summary>
    public IReadOnlyList<string> Violations => Missing is null ? _violations : [.. _violations, Missing];

    private void CheckHandled(ILookup<int, int> handled, IReadOnlyDictionary<int, int> acknowledged)
    {
        foreach (IGrouping<int, int> runs in handled)
        {
            if (runs.Distinct().Count() < runs.Count())
            {
                _violations.Add($"{runs.Key} was handled twice in one run, in {string.Join(", ", runs)}");
            }

            if (acknowledged.TryGetValue(runs.Key, out int run) && runs.Any(other => other > run))
            {
                _violations.Add($"{runs.Key} was acknowledged in run {run}, and handled in {string.Join(", ", runs)}");
            }
        }

        _violations.AddRange(acknowledged.Keys.Where(number => !handled.Contains(number)).Select(number => $"{number} was acknowledged and never handled"));
    }

    private void CheckOrder(IEnumerable<int> numbers, string what)
    {
        int last = 0;
        foreach (int number in numbers)
        {
            if (number < last)
            {
                _violations.Add($"{number} was {what} after {last}");
                return;
            }

            last = number;
        }
    }
}
