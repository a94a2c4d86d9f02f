namespace Topiary.Crash;

/// <summary>An application with a client's file store, killed at random instants. Without bound: <c>dotnet run --project tests/Topiary.Crash -- --client-kills N</c>.</summary>
public sealed class ClientKillTests
{
    [Fact]
    public async Task Nothing_is_lost_and_nothing_acknowledged_is_handled_or_sent_again_when_a_client_is_killed()
    {
        CrashResult result = await ClientRound.RunAsync(Environment.TickCount & 0xFFFFFF, 30);
        Assert.True(result.Violations.Count == 0, result.ToReport());
        Assert.True(result.Acknowledged > 300, result.ToReport());
    }

    [Fact]
    public void What_is_lost_or_handled_twice_is_noticed()
    {
        var acknowledged = new Dictionary<int, int> { [1] = 1, [2] = 2, [4] = 1 };
        (int, string, int)[] journal =
        [
            (1, ClientFiles.Handled, 1), (1, ClientFiles.Handled, 2), (2, ClientFiles.Handled, 2), (3, ClientFiles.Handled, 1), (3, ClientFiles.Handled, 5), (3, ClientFiles.Handled, 5),
            (3, ClientFiles.Accepted, 1), (3, ClientFiles.Accepted, 2),
        ];
        var books = new ClientBooks(journal, acknowledged, sent: 5, received: [1, 3, 3]);
        Assert.Equal(
            [
                "1 was acknowledged in run 1, and handled in 1, 3",
                "5 was handled twice in one run, in 3, 3",
                "4 was acknowledged and never handled",
                "3 of the client arrived 2 times",
                "3 was never handled",
            ],
            books.Violations);
        Assert.Equal("2 was handled after 5", Assert.Single(new ClientBooks([(1, ClientFiles.Handled, 1), (1, ClientFiles.Handled, 5), (2, ClientFiles.Handled, 2)], acknowledged, 0, []).Violations, text => text.Contains("after", StringComparison.Ordinal)));
        Assert.Equal("2 of the client was accepted and has not arrived", new ClientBooks(journal, acknowledged, sent: 0, received: [1, 3]).Missing);
    }
}
