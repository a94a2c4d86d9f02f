namespace Topiary.Crash;

/// <summary>What the members of the shared subscription have received, together.</summary>
/// <remarks>Threading: any thread.</remarks>
internal sealed class SharedLedger(Ledger ledger)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Stream, int Number), string> _received = [];

    public void OnReceived(string stream, int number, bool mayRepeat, string clientId)
    {
        lock (_gate)
        {
            if (!_received.TryAdd((stream, number), clientId) && !mayRepeat)
            {
                ledger.Report($"{clientId} got shared {stream} {number}, which {_received[(stream, number)]} had already");
            }
        }
    }

    /// <summary>A message that one member has to have got and none has, or null.</summary>
    public string? FindMissing(IEnumerable<Interest> interests)
    {
        long since = interests.Min(interest => interest.Since);
        lock (_gate)
        {
            foreach ((string stream, int number, SentMessage message) in ledger.GetAcknowledged("s/"))
            {
                if (message.SentAt > since && !_received.ContainsKey((stream, number)))
                {
                    return $"no member got shared {stream} {number}, sent at {message.SentAt}";
                }
            }

            return null;
        }
    }
}
