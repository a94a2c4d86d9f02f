using System.Diagnostics;

namespace Topiary.Benchmarks;

/// <summary>The brokers to compare: this one, and those that are installed, configured alike (anonymous, nothing kept, queues without limit).</summary>
internal static class Targets
{
    private const int MosquittoPort = 18831;
    private const int DelayedPort = 18835;
    private const int OwnPort = 18832;
    private const int NatsPort = 18833;
    private const int AedesPort = 18834;

    /// <summary>compare.sh targets; the first one that is there is what ratios refer to. Says what is missing.</summary>
    public static IEnumerable<string> Find(string work)
    {
        if (Program("mosquitto") is { } mosquitto)
        {
            // Like every other broker here it sends without Nagle's delay. With it, as it comes, a window of acknowledgements can take 40 ms: the
            // retained case does not end. It is measured both ways, since the delay also gathers its packets and so saves it time elsewhere.
            yield return $"mosquitto={MosquittoPort}@{mosquitto} -c {Write(work, "mosquitto.conf", Mosquitto(MosquittoPort, isDelayed: false))}";
            yield return $"mosquitto-nagle={DelayedPort}@{mosquitto} -c {Write(work, "mosquitto-nagle.conf", Mosquitto(DelayedPort, isDelayed: true))}";
        }

        yield return $"topiary={OwnPort}@dotnet {Path.Combine(AppContext.BaseDirectory, "Topiary.Broker.Server.dll")} --listen tcp://127.0.0.1:{OwnPort}";
        if (Program("nats-server") is { } nats)
        {
            yield return $"nats={NatsPort}@{nats} -c {Write(work, "nats.conf", $$"""
                server_name: compared
                listen: "127.0.0.1:{{NatsPort + 1000}}"
                jetstream { store_dir: "{{Path.Combine(work, "jetstream")}}" }
                mqtt { listen: "127.0.0.1:{{NatsPort}}" }

                """)}";
        }

        if (Program("node") is { } node && FindAedes(node) is { } module)
        {
            yield return $"aedes={AedesPort}@{node} {Write(work, "aedes.cjs", $$"""
                (async () => {
                  const { Aedes } = require({{System.Text.Json.JsonSerializer.Serialize(module, PathContext.Default.String)}});
                  const broker = Aedes.createBroker ? await Aedes.createBroker() : new Aedes();
                  require('net').createServer(broker.handle).listen({{AedesPort}}, '127.0.0.1');
                })();

                """)}";
        }
    }

    private static string Mosquitto(int port, bool isDelayed) => $"""
        listener {port} 127.0.0.1
        allow_anonymous true
        persistence false
        log_dest none
        max_queued_messages 0
        max_queued_bytes 0
        max_inflight_messages 0
        max_connections -1
        set_tcp_nodelay {(isDelayed ? "false" : "true")}

        """;

    private static string? Program(string name)
    {
        string[] folders = [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator), "/usr/sbin", "/usr/local/sbin"];
        string? found = folders.Where(static folder => folder.Length > 0).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        if (found is null)
        {
            Console.Error.WriteLine($"{name} is not installed: left out.");
        }

        return found;
    }

    // Where node finds modules: upwards of the current folder, and NODE_PATH.
    private static string? FindAedes(string node)
    {
        var start = new ProcessStartInfo(node, ["-p", "require.resolve('aedes')"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        string path = process.StandardOutput.ReadToEnd().Trim();
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode == 0)
        {
            return path;
        }

        Console.Error.WriteLine("aedes is not installed (npm install aedes, or NODE_PATH): left out.");
        return null;
    }

    private static string Write(string work, string name, string text)
    {
        string path = Path.Combine(work, name);
        File.WriteAllText(path, text);
        return path;
    }
}
