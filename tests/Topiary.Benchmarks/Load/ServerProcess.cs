using System.Diagnostics;

namespace Topiary.Benchmarks;

/// <summary>The broker as an executable, so that its costs are not mixed with the clients'.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    /// <summary>Where it listens, on the loopback address.</summary>
    public const int Port = 18839;

    private readonly Process _process;

    private ServerProcess(Process process) => _process = process;

    public static string Address => $"mqtt://127.0.0.1:{Port}";

    /// <summary>Its process.</summary>
    public int Id => _process.Id;

    /// <summary>Resident bytes now.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <param name="more">Arguments beside where to listen.</param>
    public static async Task<ServerProcess> StartAsync(params string[] more)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Topiary.Broker.Server.dll"), "--listen", $"tcp://127.0.0.1:{Port}", .. more])
        {
            RedirectStandardOutput = true,
        };
        Process process = Process.Start(start)!;
        string? line = await process.StandardOutput.ReadLineAsync();
        return line == "ready" ? new ServerProcess(process) : throw new InvalidOperationException("The broker did not start; it says why above.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
