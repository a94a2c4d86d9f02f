using System.Diagnostics;
using System.Text;
using System.Threading.Channels;

namespace Topiary.Interop.Tests;

/// <summary>A running peer whose output lines can be awaited. Disposing it ends the process.</summary>
internal sealed class PeerProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(20);
    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateBounded<string>(10_000);
    private readonly StringBuilder _transcript = new();

    private PeerProcess(Process process) => _process = process;

    /// <summary>Starts a peer; NODE_PATH is set so that scripts find MQTT.js.</summary>
    public static PeerProcess Start(string command, params string[] arguments) => StartOver("tcp", command, arguments);

    /// <summary>Starts a scripted peer that takes another transport than TCP.</summary>
    public static PeerProcess StartOver(string scheme, string command, params string[] arguments)
    {
        // Into a pipe the C library would hold lines back until a block is full.
        var start = new ProcessStartInfo("stdbuf", ["-oL", command, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileName(command) == "node")
        {
            start.Environment["NODE_PATH"] = Peer.NodeModules;
        }

        if (scheme != "tcp")
        {
            start.Environment["TOPIARY_SCHEME"] = scheme;
            start.Environment["TOPIARY_AUTHORITY"] = TestAuthority.File;
        }

        var peer = new PeerProcess(new Process { StartInfo = start });
        peer._process.OutputDataReceived += (_, line) => peer.OnLine(line.Data);
        peer._process.ErrorDataReceived += (_, line) => peer.OnLine(line.Data is { Length: > 0 } ? "stderr: " + line.Data : null);
        peer._process.Start();
        peer._process.BeginOutputReadLine();
        peer._process.BeginErrorReadLine();
        return peer;
    }

    /// <summary>Runs a peer to its end and returns what it printed; a code other than 0 fails the test.</summary>
    public static async Task<string> RunAsync(string command, params string[] arguments)
    {
        await using var peer = Start(command, arguments);
        await peer.ExitAsync();
        return peer.Transcript;
    }

    public string Transcript
    {
        get
        {
            lock (_transcript)
            {
                return _transcript.ToString();
            }
        }
    }

    /// <summary>Waits for the first further line that fits, and fails with the transcript when none comes.</summary>
    public async Task<string> LineAsync(Func<string, bool> fits, string expectation)
    {
        using var deadline = new CancellationTokenSource(s_deadline);
        try
        {
            while (true)
            {
                var line = await _lines.Reader.ReadAsync(deadline.Token);
                if (fits(line))
                {
                    return line;
                }
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"{expectation}: not seen within {s_deadline}. The peer printed:\n{Transcript}");
        }
    }

    public Task<string> LineAsync(string text) => LineAsync(line => line.Contains(text, StringComparison.Ordinal), $"a line with '{text}'");

    public async Task ExitAsync()
    {
        using var deadline = new CancellationTokenSource(s_deadline);
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"{_process.StartInfo.ArgumentList[1]} did not end within {s_deadline}. It printed:\n{Transcript}");
        }

        Assert.True(_process.ExitCode == 0, $"{_process.StartInfo.ArgumentList[1]} ended with {_process.ExitCode}:\n{Transcript}");
    }

    /// <summary>Ends the process without letting it say goodbye.</summary>
    public void Kill() => _process.Kill(entireProcessTree: true);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    private void OnLine(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_transcript)
        {
            _transcript.AppendLine(line);
        }

        _lines.Writer.TryWrite(line);
    }
}
