using System.Diagnostics;
using System.Reflection;

namespace Topiary.Interop.Tests;

/// <summary>
/// Other MQTT software on this machine. A test that needs a peer which is absent is skipped with the reason, unless
/// TOPIARY_REQUIRE_PEERS=1 says that it has to be there.
/// </summary>
internal static class Peer
{
    private static readonly Lazy<string?> s_mosquittoPub = new(() => OnPath("mosquitto_pub"));
    private static readonly Lazy<string?> s_mosquittoSub = new(() => OnPath("mosquitto_sub"));
    private static readonly Lazy<string?> s_mosquitto = new(() => OnPath("mosquitto"));
    private static readonly Lazy<string?> s_python = new(() => FindPython("paho.mqtt.client"));
    private static readonly Lazy<string?> s_pythonWithMessagePack = new(() => FindPython("msgpack"));
    private static readonly Lazy<string?> s_nodeModules = new(() => FindNodeModules("mqtt"));
    private static readonly Lazy<string?> s_nodeModulesWithAsyncApi = new(() => FindNodeModules("@asyncapi/specs", "ajv", "ajv-formats"));
    private static readonly Lazy<string?> s_nodeModulesWithMessagePack = new(() => FindNodeModules("@msgpack/msgpack"));

    public static string MosquittoPub => Need(s_mosquittoPub.Value, "mosquitto_pub is not installed (Debian package mosquitto-clients).");

    public static string MosquittoSub => Need(s_mosquittoSub.Value, "mosquitto_sub is not installed (Debian package mosquitto-clients).");

    public static string Mosquitto => Need(s_mosquitto.Value, "mosquitto is not installed (Debian package mosquitto).");

    public static string Python => Need(s_python.Value, "No Python with paho.mqtt found (Debian package python3-paho-mqtt; TOPIARY_PYTHON names the interpreter).");

    public static string PythonWithMessagePack
        => Need(s_pythonWithMessagePack.Value, "No Python with msgpack found (Debian package python3-msgpack; TOPIARY_PYTHON names the interpreter).");

    public static string Node => Need(OnPath("node"), "node is not installed.");

    public static string NodeModules => Need(s_nodeModules.Value, "MQTT.js is not installed (npm install --prefix artifacts/peers mqtt; TOPIARY_NODE_MODULES names the folder).");

    /// <summary>Node, where @msgpack/msgpack is installed beside MQTT.js.</summary>
    public static string NodeWithMessagePack
    {
        get
        {
            Need(
                s_nodeModulesWithMessagePack.Value == s_nodeModules.Value ? s_nodeModulesWithMessagePack.Value : null,
                "@msgpack/msgpack is not installed (npm install --prefix artifacts/peers mqtt @msgpack/msgpack; TOPIARY_NODE_MODULES names the folder).");
            return Node;
        }
    }

    /// <summary>Node, where the JSON Schema of AsyncAPI and a validator are installed beside MQTT.js.</summary>
    public static string NodeWithAsyncApi
    {
        get
        {
            Need(
                s_nodeModulesWithAsyncApi.Value == s_nodeModules.Value ? s_nodeModulesWithAsyncApi.Value : null,
                "The schema of AsyncAPI is not installed (npm install --prefix artifacts/peers mqtt @asyncapi/specs ajv ajv-formats; TOPIARY_NODE_MODULES names the folder).");
            return Node;
        }
    }

    public static string Script(string name) => Path.Combine(AppContext.BaseDirectory, "Scripts", name);

    private static string Need(string? found, string reason)
    {
        if (found is null && Environment.GetEnvironmentVariable("TOPIARY_REQUIRE_PEERS") == "1")
        {
            Assert.Fail(reason);
        }

        Assert.SkipWhen(found is null, reason);
        return found!;
    }

    private static string? OnPath(string command) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/usr/sbin").Append("/usr/local/sbin")
            .Select(folder => Path.Combine(folder, command))
            .FirstOrDefault(File.Exists);

    private static string? FindPython(string module) =>
        new[] { Environment.GetEnvironmentVariable("TOPIARY_PYTHON"), OnPath("python3"), "/usr/bin/python3" }
            .FirstOrDefault(path => path is not null && File.Exists(path) && Succeeds(path, "-c", "import " + module));

    private static string? FindNodeModules(params string[] packages)
    {
        var root = typeof(Peer).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(item => item.Key == "RepositoryRoot").Value!;
        return new[] { Environment.GetEnvironmentVariable("TOPIARY_NODE_MODULES"), Path.Combine(root, "artifacts", "peers", "node_modules") }
            .FirstOrDefault(path => path is not null && Array.TrueForAll(packages, package => Directory.Exists(Path.Combine(path, package))));
    }

    private static bool Succeeds(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
