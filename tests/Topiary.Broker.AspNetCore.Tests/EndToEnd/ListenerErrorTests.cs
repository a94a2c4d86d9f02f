using System.Net;
using System.Net.Sockets;
using Topiary.Transport;

namespace Topiary.Broker.AspNetCore.Tests.EndToEnd;

/// <summary>A listener that cannot work is one clear error at start.</summary>
public sealed class ListenerErrorTests
{
    [Theory]
    [InlineData("mqtts://127.0.0.1:8883")]
    [InlineData("wss://127.0.0.1:8443")]
    public void A_TLS_listener_without_certificate_names_option_and_address(string address)
    {
        var e = Assert.Throws<MqttBrokerOptionsException>(() => new MqttBroker(new MqttBrokerOptions { Listeners = { address } }));
        Assert.Equal($"MqttBrokerOptions.Transport.Tls: \"{address}\" needs a certificate; set CertificateFile or Certificate.", e.Message);
        Assert.Equal("Transport.Tls", e.Option);
    }

    [Fact]
    public void A_listener_with_options_of_its_own_is_named_by_them()
    {
        var options = new MqttBrokerOptions { Listeners = { "tcp://127.0.0.1:0", "mqtts://127.0.0.1:0" }, Transport = new() { Tls = TestCertificates.Listening } };
        options.TransportOf["mqtts://127.0.0.1:0"] = new TransportListenerOptions();
        Assert.StartsWith("MqttBrokerOptions.TransportOf[\"mqtts://127.0.0.1:0\"].Tls: ", Assert.Throws<MqttBrokerOptionsException>(() => new MqttBroker(options)).Message);
        options.TransportOf["mqtts://127.0.0.1:0"] = new TransportListenerOptions { HandshakeTimeout = TimeSpan.Zero };
        Assert.StartsWith(
            "MqttBrokerOptions.TransportOf[\"mqtts://127.0.0.1:0\"].HandshakeTimeout: 00:00:00 is out of range", Assert.Throws<MqttBrokerOptionsException>(() => new MqttBroker(options)).Message);
        options.TransportOf.Clear();
        options.TransportOf["mqtts://other:1"] = options.Transport;
        Assert.Equal(
            "MqttBrokerOptions.TransportOf: \"mqtts://other:1\" is none of the Listeners.", Assert.Throws<MqttBrokerOptionsException>(() => new MqttBroker(options)).Message);
    }

    [Fact]
    public async Task Listeners_may_differ_in_their_certificates()
    {
        var options = new MqttBrokerOptions { Listeners = { "mqtts://127.0.0.1:0", "wss://127.0.0.1:0" }, Transport = new() { Tls = TestCertificates.Listening } };
        options.TransportOf["wss://127.0.0.1:0"] = new() { Tls = new TlsListenerOptions { Certificate = TestCertificates.OtherHost } };
        await using var broker = new MqttBroker(options);
        await broker.StartAsync();
        await using MqttClient client = await Clients.ConnectAsync(broker.Addresses[0]);
        Assert.Contains("name mismatch", (await Clients.FailAsync(broker.Addresses[1])).Message);
    }

    [Fact]
    public async Task A_missing_certificate_file_names_option_file_and_address()
    {
        await using var broker = new MqttBroker(new MqttBrokerOptions
        {
            Listeners = { "mqtts://127.0.0.1:0" },
            Transport = new() { Tls = new TlsListenerOptions { CertificateFile = "/nowhere/server.pem" } },
        });
        var e = await Assert.ThrowsAsync<MqttTransportException>(() => broker.StartAsync().AsTask());
        Assert.Equal("Cannot listen at \"mqtts://127.0.0.1:0\": TlsListenerOptions.CertificateFile: the file \"/nowhere/server.pem\" does not exist.", e.Message);
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("mqtts")]
    [InlineData("ws")]
    [InlineData("wss")]
    public async Task A_busy_port_is_named_with_the_address(string scheme)
    {
        using var busy = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        busy.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        busy.Listen();
        int port = ((IPEndPoint)busy.LocalEndPoint!).Port;
        string address = $"{scheme}://127.0.0.1:{port}{(scheme.StartsWith("ws", StringComparison.Ordinal) ? "/mqtt" : "")}";
        await using var broker = new MqttBroker(new MqttBrokerOptions { Listeners = { address }, Transport = new() { Tls = TestCertificates.Listening } });
        var e = await Assert.ThrowsAsync<MqttTransportException>(() => broker.StartAsync().AsTask());
        Assert.Equal((TransportFailure.AddressInUse, $"Cannot listen at \"{address}\": port {port} is already in use."), (e.Failure, e.Message));
        Assert.False(broker.IsRunning);
    }

    [Theory]
    [InlineData("mqtts://example.invalid:1", "no IP address")]
    [InlineData("ws://192.0.2.1:1", "no address of this machine")]
    public async Task A_bad_address_is_named(string address, string problem)
    {
        await using var broker = new MqttBroker(new MqttBrokerOptions { Listeners = { address }, Transport = new() { Tls = TestCertificates.Listening } });
        var e = await Assert.ThrowsAsync<MqttTransportException>(() => broker.StartAsync().AsTask());
        Assert.Equal(TransportFailure.AddressNotUsable, e.Failure);
        Assert.Contains(problem, e.Message);
    }
}
