using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Topiary.Protocol;
using Topiary.Transport;

namespace Topiary.Broker.Tests;

/// <summary>The executable, as a process of its own.</summary>
public sealed class ServerTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task It_says_ready_serves_and_ends_cleanly_on_a_signal(string signal)
    {
        int port = FreePort();
        using Process server = Start($"--listen tcp://127.0.0.1:{port}");
        using var ending = new Ending(server);
        Assert.Equal("ready", await server.StandardOutput.ReadLineAsync().WaitAsync(s_patience));
        TransportConnection transport = await new TcpConnector().ConnectAsync(MqttAddress.Parse($"tcp://127.0.0.1:{port}"), CancellationToken.None);
        await using (var client = new RawClient(transport, MqttVersion.V500))
        {
            await client.SendAsync(new ConnectPacket { ClientId = "c", CleanStart = true });
            await client.ReadAsync(PacketType.ConnAck);
            using (Process kill = Process.Start("kill", [$"-{signal}", $"{server.Id}"]))
            {
                await kill.WaitForExitAsync();
            }

            Assert.Equal(ReasonCode.ServerShuttingDown, await client.ReadEndAsync());
        }

        Assert.Equal("", await server.StandardOutput.ReadToEndAsync().WaitAsync(s_patience));
        await server.WaitForExitAsync().WaitAsync(s_patience);
        Assert.Equal(0, server.ExitCode);
    }

    [Theory]
    [InlineData("--listen nonsense", "Listeners")]
    [InlineData("--listen tcp://127.0.0.1:99999", "Listeners")]
    [InlineData("--nonsense", "--nonsense")]
    [InlineData("--log-level loud", "loud")]
    [InlineData("--data /dev/null/x", "data directory")]
    [InlineData("--durability Disk", "--durability: needs --data")]
    [InlineData("--durability Paper --data x", "Paper")]
    [InlineData("--check-data /nowhere/at/all", "/nowhere/at/all")]
    [InlineData("--config /nowhere/at/all.json", "/nowhere/at/all.json")]
    public async Task A_bad_command_line_is_one_line_and_a_failure(string arguments, string expected)
    {
        (int code, string line) = await FailAsync(arguments);
        Assert.NotEqual(0, code);
        Assert.Contains(expected, line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_directory_outlives_the_process_is_locked_meanwhile_and_can_be_checked()
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("topiary-data-");
        try
        {
            int port = FreePort();
            for (int start = 0; start < 2; start++)
            {
                using Process server = Start($"--listen tcp://127.0.0.1:{port} --data {directory.FullName}");
                using var ending = new Ending(server);
                Assert.Equal("ready", await server.StandardOutput.ReadLineAsync().WaitAsync(s_patience));
                await using var client = new RawClient(
                    await new TcpConnector().ConnectAsync(MqttAddress.Parse($"tcp://127.0.0.1:{port}"), CancellationToken.None), MqttVersion.V500);
                await client.SendAsync(new ConnectPacket { ClientId = "c", CleanStart = start == 0, SessionExpiryInterval = 1000 });
                ConnAckPacket answer = ConnAckPacket.Read(await client.ReadAsync(PacketType.ConnAck), MqttVersion.V500);
                Assert.Equal(start == 1, answer.SessionPresent);
                (int code, string line) = await FailAsync($"--listen tcp://127.0.0.1:0 --data {directory.FullName}");
                Assert.Equal(1, code);
                Assert.Contains("data directory cannot be used", line, StringComparison.Ordinal);
                server.Kill();
                await server.WaitForExitAsync().WaitAsync(s_patience);
            }

            using Process check = Start($"--check-data {directory.FullName}");
            using var checkEnding = new Ending(check);
            string output = await check.StandardOutput.ReadToEndAsync().WaitAsync(s_patience);
            await check.WaitForExitAsync().WaitAsync(s_patience);
            Assert.Contains("1 sessions", output, StringComparison.Ordinal);
            Assert.EndsWith("sound\n", output, StringComparison.Ordinal);
            Assert.Equal(0, check.ExitCode);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_busy_port_is_one_line_and_a_failure()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        (int code, string line) = await FailAsync($"--listen tcp://127.0.0.1:{port}");
        Assert.Equal(1, code);
        Assert.Contains($"127.0.0.1:{port}", line, StringComparison.Ordinal);
        Assert.Contains("in use", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ \"listeners\": [],\n  \"unknown\": 1 }", "(2,3): unknown option \"unknown\"")]
    [InlineData("{ \"receiveMaximum\": \"many\" }", "(1,21): option \"receiveMaximum\" must be a whole number")]
    [InlineData("{ \"receiveMaximum\": 1, \"receiveMaximum\": 2 }", "(1,24): option \"receiveMaximum\" comes twice")]
    [InlineData("{ \"connectTimeout\": \"soon\" }", "(1,21): option \"connectTimeout\" must be seconds or \"hh:mm:ss\"")]
    [InlineData("{ \"receiveMaximum\": 0 }", "MqttBrokerOptions.ReceiveMaximum: 0 is out of range; allowed is 1 to 65535.")]
    [InlineData("{ \"tlsClientCertificates\": \"Maybe\" }", "option \"tlsClientCertificates\" must be \"None\", \"Optional\" or \"Required\"")]
    [InlineData("{ \"listeners\": [\"mqtts://127.0.0.1:0\"] }", "MqttBrokerOptions.Transport.Tls: \"mqtts://127.0.0.1:0\" needs a certificate; set CertificateFile or Certificate.")]
    [InlineData(
        "{ \"listeners\": [\"wss://127.0.0.1:0/mqtt\"], \"tlsCertificateFile\": \"/nowhere/c.pem\" }",
        "Cannot listen at \"wss://127.0.0.1:0/mqtt\": TlsListenerOptions.CertificateFile: the file \"/nowhere/c.pem\" does not exist.")]
    [InlineData("{ \"handshakeTimeout\": 0 }", "MqttBrokerOptions.Transport.HandshakeTimeout: 00:00:00 is out of range")]
    [InlineData("{ \"webSocketOrigins\": \"x\" }", "option \"webSocketOrigins\" must be an array of origins")]
    [InlineData("{ \"durability\": \"Paper\" }", "option \"durability\" must be \"Memory\", \"Process\" or \"Disk\"")]
    [InlineData("{ \"durabilityRules\": [{ \"filter\": \"a/#/b\", \"level\": \"Disk\" }] }", "MqttBrokerOptions.DurabilityRules: \"a/#/b\" is no filter of topics.")]
    [InlineData("{ \"durabilityRules\": [{ \"filter\": \"a\" }] }", "option \"durabilityRules\" must be an array of objects")]
    [InlineData("{ \"durabilityOf\": { \"tcp://127.0.0.1:1\": \"Disk\" } }", "MqttBrokerOptions.DurabilityOf: \"tcp://127.0.0.1:1\" is none of the Listeners.")]
    [InlineData("[]", "(1,1): an object of options is expected")]
    [InlineData("{ \"receiveMaximum\" ", "this is not JSON")]
    public async Task A_bad_configuration_file_names_key_and_position(string json, string expected)
    {
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, json);
            (int code, string line) = await FailAsync($"--config {file}");
            Assert.Equal(1, code);
            Assert.Contains(expected, line, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData(null, "cannot read")]
    [InlineData("", "this is not JSON")]
    [InlineData("{ \"allowAnonymous\": false", "this is not JSON")]
    [InlineData("\0\0\0\0", "this is not JSON")]
    public async Task CVE_2017_7652_a_configuration_that_cannot_be_read_starts_no_broker(string? content, string expected)
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory();
        try
        {
            string file = content is null ? directory.FullName : Path.Combine(directory.FullName, "broker.json");
            if (content is not null)
            {
                await File.WriteAllTextAsync(file, content);
            }

            (int code, string line) = await FailAsync($"--listen tcp://127.0.0.1:0 --config {file}");
            Assert.Equal(1, code);
            Assert.Contains(file, line, StringComparison.Ordinal);
            Assert.Contains(expected, line, StringComparison.OrdinalIgnoreCase);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task<(int Code, string Line)> FailAsync(string arguments)
    {
        using Process server = Start(arguments);
        using var ending = new Ending(server);
        string output = await server.StandardOutput.ReadToEndAsync().WaitAsync(s_patience);
        string error = await server.StandardError.ReadToEndAsync().WaitAsync(s_patience);
        await server.WaitForExitAsync().WaitAsync(s_patience);
        Assert.Equal("", output);
        return (server.ExitCode, Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
    }

    private static Process Start(string arguments)
    {
        string assembly = Path.Combine(AppContext.BaseDirectory, "Topiary.Broker.Server.dll");

        // A process that a shell started in the background ignores SIGINT, and so would the broker, having inherited that.
        return Process.Start(new ProcessStartInfo("env", $"--default-signal=INT dotnet {assembly} {arguments}")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Ends a server that a failed test would leave behind.</summary>
    private sealed class Ending(Process server) : IDisposable
    {
        public void Dispose()
        {
            if (!server.HasExited)
            {
                server.Kill(entireProcessTree: true);
            }
        }
    }
}
