using System.Diagnostics;
using System.Text;
using Topiary.Transport;

namespace Topiary.Crash;

/// <summary>The broker's executable, which is started and killed again and again at one port and data directory.</summary>
internal sealed class ServerProcess(string address, string arguments) : IServer
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly StringBuilder _errors = new();
    private Process? _process;

    public bool MayRefuse => false;

    /// <summary>What the process has said on standard error, all starts together.</summary>
    public string Errors
    {
        get
        {
            lock (_errors)
            {
                return _errors.ToString();
            }
        }
    }

    public async Task<TransportConnection> ConnectAsync() => await new TcpConnector().ConnectAsync(MqttAddress.Parse(address), CancellationToken.None);

    /// <summary>Starts the process.</summary>
    /// <returns>Completes when it says "ready"; false when it ended before.</returns>
    public Task<bool> StartAsync()
    {
        string assembly = Path.Combine(AppContext.BaseDirectory, "Topiary.Broker.Server.dll");
        var start = new ProcessStartInfo("dotnet", $"\"{assembly}\" {arguments}") { RedirectStandardOutput = true, RedirectStandardError = true };

        // Short lives: what is compiled well takes longer than they last.
        start.Environment["DOTNET_TieredPGO"] = "0";
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) =>
        {
            lock (_errors)
            {
                _errors.AppendLine(line.Data);
            }
        };
        _process.BeginErrorReadLine();
        return ReadyAsync(_process);
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        if (_process is { } process)
        {
            process.Kill();
            await process.WaitForExitAsync().WaitAsync(s_patience);
            process.Dispose();
            _process = null;
        }
    }

    private static async Task<bool> ReadyAsync(Process process) => await process.StandardOutput.ReadLineAsync().WaitAsync(s_patience) == "ready";
}
