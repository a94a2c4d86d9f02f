using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Topiary.Protocol;
using Topiary.Transport;

namespace Topiary.Broker.Tests;

/// <summary>The executable as a process of its own, with a configuration file.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly int _port;
    private readonly string _file;

    private ServerProcess(Process process, int port, string file)
    {
        _process = process;
        _port = port;
        _file = file;
    }

    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(60);

    public static async Task<ServerProcess> StartAsync(string json)
    {
        string file = await WriteAsync(json);
        int port;
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        var server = new ServerProcess(Launch($"--listen tcp://127.0.0.1:{port} --log-level Warning --config {file}"), port, file);
        Assert.Equal("ready", await server._process.StandardOutput.ReadLineAsync().WaitAsync(Patience));
        return server;
    }

    /// <summary>Runs it with a configuration with which it ends by itself.</summary>
    public static async Task<(int Code, string Output, string Error)> RunAsync(string json)
    {
        string file = await WriteAsync(json);
        using Process process = Launch($"--listen tcp://127.0.0.1:0 --config {file}");
        try
        {
            Task<string> error = process.StandardError.ReadToEndAsync();
            string output = await process.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
            await process.WaitForExitAsync().WaitAsync(Patience);
            return (process.ExitCode, output, await error);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            File.Delete(file);
        }
    }

    public static Process Launch(string arguments)
        => Process.Start(new ProcessStartInfo("dotnet", $"{Path.Combine(AppContext.BaseDirectory, "Topiary.Broker.Server.dll")} {arguments}")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

    public async Task<RawClient> OpenAsync(MqttVersion version)
        => new(await new TcpConnector().ConnectAsync(MqttAddress.Parse($"tcp://127.0.0.1:{_port}"), CancellationToken.None), version);

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        File.Delete(_file);
    }

    private static async Task<string> WriteAsync(string json)
    {
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, json);
        return file;
    }
}
