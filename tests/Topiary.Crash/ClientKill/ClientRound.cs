using System.Diagnostics;
using System.Globalization;

namespace Topiary.Crash;

/// <summary>A client with a store on disk that is killed again and again while it receives and publishes with QoS 2; then it is let finish, and its journal is checked.</summary>
internal sealed class ClientRound : IAsyncDisposable
{
    private const int MostUnhandled = 60;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly Random _random;
    private readonly ClientFiles _files;
    private readonly string _directory;
    private readonly ClientPeer _peer = new();
    private Relay _relay = null!;
    private Process? _process;
    private volatile int _handled;
    private volatile bool _isQuiet;

    private ClientRound(int seed, string directory)
    {
        _random = new Random(seed);
        _directory = directory;
        _files = new ClientFiles(directory);
    }

    /// <summary>Runs a round.</summary>
    /// <returns>What it did and what was wrong.</returns>
    public static async Task<CrashResult> RunAsync(int seed, int kills)
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("topiary-client-crash-");
        try
        {
            long start = Stopwatch.GetTimestamp();
            await using var round = new ClientRound(seed, directory.FullName);
            ClientBooks books = await round.RunAsync(kills);
            return new CrashResult("client-kills", seed, kills, books.Acknowledged, books.Received, Stopwatch.GetElapsedTime(start), books.Violations, books.Summary);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        await _peer.DisposeAsync();
        await _relay.DisposeAsync();
    }

    private async Task<ClientBooks> RunAsync(int kills)
    {
        await _peer.StartAsync();
        _relay = new Relay(_peer.Address);
        Start();
        await UntilAsync(() => _files.Lines().Any(line => line.What == ClientFiles.Subscribed), s_patience);
        Task publishing = PublishAsync();
        for (int kill = 0; kill < kills && !publishing.IsFaulted; kill++)
        {
            await KillOnceAsync();
        }

        _isQuiet = true;
        _files.BeQuiet();
        await publishing;
        if (_process is null)
        {
            Start();
        }

        await UntilAsync(() => Check().Missing is null, s_patience);

        // What comes twice has time to do so.
        await Task.Delay(300);
        await KillAsync();
        return Check();
    }

    private ClientBooks Check() => new(_files.Lines(), _relay.Acknowledged, _peer.Published, _peer.Received);

    // At any moment: also while it starts and takes over what the last run has left.
    private async Task KillOnceAsync()
    {
        if (_process is null)
        {
            Start();
        }

        if (_random.Next(6) == 0)
        {
            await Task.Delay(_random.Next(30, 400));
        }
        else
        {
            int before = CountHandled();
            int more = _random.Next(1, 40);
            await UntilAsync(() => CountHandled() >= before + more, TimeSpan.FromSeconds(3));
            await Task.Delay(_random.Next(8));
        }

        if (_random.Next(2) == 0)
        {
            // The broker does not learn of the last acknowledgements, and sends those messages again.
            _relay.IsDeaf = true;
            await Task.Delay(_random.Next(1, 40));
        }

        await KillAsync();
    }

    // As many as the client handles, with some in its session all the time.
    private async Task PublishAsync()
    {
        while (!_isQuiet)
        {
            if (_peer.Published < _handled + MostUnhandled)
            {
                await _peer.PublishAsync();
            }
            else
            {
                CountHandled();
                await Task.Delay(5);
            }
        }
    }

    private int CountHandled() => _handled = _files.Lines().Where(line => line.What == ClientFiles.Handled).Select(line => line.Number).DefaultIfEmpty().Max();

    private void Start()
    {
        _relay.Run++;
        _relay.IsDeaf = false;
        string assembly = Path.Combine(AppContext.BaseDirectory, "Topiary.Crash.dll");
        var start = new ProcessStartInfo("dotnet", [assembly, "--client", _relay.Address, _directory, _random.Next().ToString(CultureInfo.InvariantCulture)]) { RedirectStandardInput = true };
        start.Environment["DOTNET_TieredPGO"] = "0";
        _process = Process.Start(start)!;
    }

    private async Task KillAsync()
    {
        if (_process is { } process)
        {
            bool hasEnded = process.HasExited;
            process.Kill();
            await process.WaitForExitAsync().WaitAsync(s_patience);
            process.Dispose();
            _process = null;
            if (hasEnded)
            {
                throw new InvalidOperationException("The client has ended by itself.");
            }
        }
    }

    private static async Task UntilAsync(Func<bool> condition, TimeSpan patience)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition() && Stopwatch.GetElapsedTime(start) < patience)
        {
            await Task.Delay(5);
        }
    }
}
