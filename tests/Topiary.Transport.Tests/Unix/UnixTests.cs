using System.Net.Sockets;

namespace Topiary.Transport.Tests.Unix;

public sealed class UnixTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("topiary-unix-").FullName;

    private string SocketPath => Path.Combine(_folder, "mqtt.sock");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_socket_that_a_dead_listener_has_left_is_replaced()
    {
        LeaveStaleSocket();
        await using UnixTransportListener listener = Create();
        await listener.StartAsync(default);
        await using TransportConnection client = await new UnixConnector().ConnectAsync(MqttAddress.Parse(listener.Address), default);
        Assert.NotNull(await listener.AcceptAsync(default).AsTask().Soon());
    }

    [Fact]
    public async Task A_socket_in_use_is_left_alone()
    {
        await using UnixTransportListener first = Create();
        await first.StartAsync(default);
        await using UnixTransportListener second = Create();
        MqttTransportException e = await Assert.ThrowsAsync<MqttTransportException>(() => second.StartAsync(default).AsTask());
        Assert.Equal((TransportFailure.AddressInUse, $"Cannot listen at \"unix:{SocketPath}\": the socket is already in use."), (e.Failure, e.Message));
        await second.DisposeAsync();
        await using TransportConnection client = await new UnixConnector().ConnectAsync(MqttAddress.Parse(first.Address), default);
    }

    [Theory]
    [InlineData("file")]
    [InlineData("folder")]
    public async Task What_is_no_socket_is_left_alone(string what)
    {
        if (what == "file")
        {
            await File.WriteAllTextAsync(SocketPath, "precious");
        }
        else
        {
            Directory.CreateDirectory(SocketPath);
        }

        await using UnixTransportListener listener = Create();
        MqttTransportException e = await Assert.ThrowsAsync<MqttTransportException>(() => listener.StartAsync(default).AsTask());
        Assert.Equal(TransportFailure.AddressNotUsable, e.Failure);
        Assert.Contains("the file exists and is no socket; it was left alone", e.Message);
        await listener.DisposeAsync();
        Assert.True(what == "file" ? await File.ReadAllTextAsync(SocketPath) == "precious" : Directory.Exists(SocketPath));
    }

    [Fact]
    public async Task The_file_goes_with_the_listener()
    {
        UnixTransportListener listener = Create();
        await listener.StartAsync(default);
        Assert.True(File.Exists(SocketPath));
        Task<TransportConnection?> accepting = listener.AcceptAsync(default).AsTask();
        await listener.DisposeAsync();
        Assert.Null(await accepting.Soon());
        Assert.False(File.Exists(SocketPath));
    }

    [Fact]
    public async Task The_files_rights_are_those_of_the_options()
    {
        const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupWrite;
        ITransportListener listener = TransportRegistry.CreateDefault(listening: new TransportListenerOptions { UnixSocketMode = Mode })
            .CreateListener(MqttAddress.Parse($"unix:{SocketPath}"));
        await using (listener)
        {
            await listener.StartAsync(default);
            Assert.Equal(Mode, new FileInfo(SocketPath).UnixFileMode);
        }
    }

    [Fact]
    public async Task Paths_that_cannot_be_used_are_clear_errors()
    {
        foreach ((string path, string problem) in new[]
        {
            (Path.Combine(_folder, "none", "x.sock"), $"the folder {Path.Combine(_folder, "none")} does not exist"),
            (Path.Combine(_folder, new string('x', 200)), "the path is too long for a Unix socket"),
        })
        {
            await using var listener = new UnixTransportListener(MqttAddress.Parse($"unix:{path}"));
            MqttTransportException e = await Assert.ThrowsAsync<MqttTransportException>(() => listener.StartAsync(default).AsTask());
            Assert.Equal(TransportFailure.AddressNotUsable, e.Failure);
            Assert.Contains(problem, e.Message);
        }
    }

    [Fact]
    public async Task Connecting_where_nobody_listens_is_a_refusal()
    {
        foreach (bool stale in new[] { false, true })
        {
            if (stale)
            {
                LeaveStaleSocket();
            }

            MqttTransportException e = await Assert.ThrowsAsync<MqttTransportException>(
                () => new UnixConnector().ConnectAsync(MqttAddress.Parse($"unix:{SocketPath}"), default).AsTask());
            Assert.Equal(TransportFailure.ConnectionRefused, e.Failure);
            Assert.Contains(stale ? "connection refused" : "there is no such file", e.Message);
        }
    }

    private UnixTransportListener Create() => new(MqttAddress.Parse($"unix:{SocketPath}"));

    // What a killed process leaves: the name is bound, and nobody listens.
    private void LeaveStaleSocket()
    {
        string other = Path.Combine(_folder, "other.sock");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(other));
        File.Move(other, SocketPath);
    }
}
