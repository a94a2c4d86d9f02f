namespace Topiary.Transport.Tests.Addressing;

public class MqttAddressTests
{
    [Theory]
    [InlineData("mqtt://localhost", MqttScheme.Tcp, "localhost", 1883, "", "mqtt://localhost:1883")]
    [InlineData("MQTT://Localhost:1", MqttScheme.Tcp, "Localhost", 1, "", "mqtt://Localhost:1")]
    [InlineData("tcp://127.0.0.1:0", MqttScheme.Tcp, "127.0.0.1", 0, "", "tcp://127.0.0.1:0")]
    [InlineData("tcp://*:1883", MqttScheme.Tcp, "*", 1883, "", "tcp://*:1883")]
    [InlineData("mqtt://[::1]", MqttScheme.Tcp, "::1", 1883, "", "mqtt://[::1]:1883")]
    [InlineData("mqtt://[fe80::1]:65535/", MqttScheme.Tcp, "fe80::1", 65535, "", "mqtt://[fe80::1]:65535")]
    [InlineData("mqtts://broker.example.org", MqttScheme.Tls, "broker.example.org", 8883, "", "mqtts://broker.example.org:8883")]
    [InlineData("ws://host", MqttScheme.WebSocket, "host", 80, "/mqtt", "ws://host:80/mqtt")]
    [InlineData("ws://host:8083/a/b?c=d", MqttScheme.WebSocket, "host", 8083, "/a/b?c=d", "ws://host:8083/a/b?c=d")]
    [InlineData("wss://host/", MqttScheme.SecureWebSocket, "host", 443, "/", "wss://host:443/")]
    [InlineData("unix:/run/mqtt.sock", MqttScheme.Unix, "", 0, "/run/mqtt.sock", "unix:/run/mqtt.sock")]
    [InlineData("unix:///run/mqtt.sock", MqttScheme.Unix, "", 0, "/run/mqtt.sock", "unix:/run/mqtt.sock")]
    [InlineData("memory:broker", MqttScheme.Memory, "", 0, "broker", "memory:broker")]
    [InlineData("memory:1883", MqttScheme.Memory, "", 0, "1883", "memory:1883")]
    public void An_address_is_read(string text, MqttScheme scheme, string host, int port, string path, string canonical)
    {
        MqttAddress address = MqttAddress.Parse(text);
        Assert.Equal((scheme, host, port, path), (address.Scheme, address.Host, address.Port, address.Path));
        Assert.Equal(canonical, address.ToString());
        Assert.Equal(address, MqttAddress.Parse(canonical));
    }

    [Theory]
    [InlineData("", "The address is empty; write for example \"mqtt://localhost:1883\".")]
    [InlineData("  ", "The address is empty; write for example \"mqtt://localhost:1883\".")]
    [InlineData("localhost", "The address \"localhost\" has no scheme; write for example \"mqtt://localhost:1883\".")]
    [InlineData("localhost:1883", "The address \"localhost:1883\" has no scheme; write for example \"mqtt://localhost:1883\".")]
    [InlineData("://x", "The address \"://x\" has no scheme; write for example \"mqtt://localhost:1883\".")]
    [InlineData("http://x", "The address \"http://x\" is not valid: the scheme \"http\" is unknown; known are mqtt, tcp, mqtts, ws, wss, unix and memory.")]
    [InlineData("mqtt:x", "The address \"mqtt:x\" is not valid: after \"mqtt:\" there must be \"//\" and a host.")]
    [InlineData("mqtt://", "The address \"mqtt://\" is not valid: the host is missing.")]
    [InlineData("mqtt://:1883", "The address \"mqtt://:1883\" is not valid: the host is missing.")]
    [InlineData("mqtt://a b", "The address \"mqtt://a b\" is not valid: the host \"a b\" holds a character that no host name has.")]
    [InlineData("mqtt://x:", "The address \"mqtt://x:\" is not valid: \"\" is no port; a port is a number from 0 to 65535.")]
    [InlineData("mqtt://x:65536", "The address \"mqtt://x:65536\" is not valid: \"65536\" is no port; a port is a number from 0 to 65535.")]
    [InlineData("mqtt://x:-1", "The address \"mqtt://x:-1\" is not valid: \"-1\" is no port; a port is a number from 0 to 65535.")]
    [InlineData("mqtt://x:99999999999", "The address \"mqtt://x:99999999999\" is not valid: \"99999999999\" is no port; a port is a number from 0 to 65535.")]
    [InlineData("mqtt://::1", "The address \"mqtt://::1\" is not valid: an IPv6 address must stand in brackets, as in \"mqtt://[::1]:1883\".")]
    [InlineData("mqtt://[::1", "The address \"mqtt://[::1\" is not valid: what stands in brackets is no IPv6 address.")]
    [InlineData("mqtt://[x]", "The address \"mqtt://[x]\" is not valid: what stands in brackets is no IPv6 address.")]
    [InlineData("mqtt://[127.0.0.1]", "The address \"mqtt://[127.0.0.1]\" is not valid: what stands in brackets is no IPv6 address.")]
    [InlineData("mqtt://[::1]1883", "The address \"mqtt://[::1]1883\" is not valid: after the closing bracket only \":\" and a port may follow.")]
    [InlineData("mqtt://u:p@x", "The address \"mqtt://u:p@x\" is not valid: user name and password do not belong into the address; set them as options.")]
    [InlineData("mqtt://x/y", "The address \"mqtt://x/y\" is not valid: a mqtt address has no path.")]
    [InlineData("mqtt://x?y", "The address \"mqtt://x?y\" is not valid: it must not have a query or a fragment.")]
    [InlineData("ws://x/y#z", "The address \"ws://x/y#z\" is not valid: it must not have a query or a fragment.")]
    [InlineData("unix:", "The address \"unix:\" is not valid: the path of the socket is missing, as in \"unix:/run/mqtt.sock\".")]
    [InlineData("memory:", "The address \"memory:\" is not valid: the name is missing, as in \"memory:broker\".")]
    public void A_wrong_address_is_refused_with_a_text_that_helps(string text, string error)
    {
        Assert.Equal(error, Assert.Throws<FormatException>(() => MqttAddress.Parse(text)).Message);
        Assert.False(MqttAddress.TryParse(text, out MqttAddress? address, out string? reason));
        Assert.Null(address);
        Assert.Equal(error, reason);
    }

    [Fact]
    public void A_scheme_without_transport_is_refused_with_what_there_is()
    {
        TransportRegistry registry = new TransportRegistry().Add(MqttScheme.Tcp, new TcpConnector(), null).AddMemory(new MemoryNetwork());
        var e = Assert.Throws<MqttTransportException>(() => registry.GetConnector(MqttAddress.Parse("wss://x")));
        Assert.Equal(TransportFailure.SchemeNotAvailable, e.Failure);
        Assert.Equal("Cannot connect to \"wss://x:443/mqtt\": no transport for \"wss\" is available here (available: memory, mqtt, tcp).", e.Message);
        e = Assert.Throws<MqttTransportException>(() => new TransportRegistry().CreateListener(MqttAddress.Parse("mqtts://x")));
        Assert.Equal("Cannot listen at \"mqtts://x:8883\": no transport for \"mqtts\" is available here (available: none).", e.Message);
    }

    [Fact]
    public async Task The_registry_connects_by_the_scheme()
    {
        TransportRegistry registry = TransportRegistry.CreateDefault().AddMemory(new MemoryNetwork());
        foreach (string text in new[] { "tcp://127.0.0.1:0", "memory:x" })
        {
            await using ITransportListener listener = registry.CreateListener(MqttAddress.Parse(text));
            await listener.StartAsync(default);
            await using TransportConnection client = await registry.ConnectAsync(MqttAddress.Parse(listener.Address), default);
            await using TransportConnection? server = await listener.AcceptAsync(default);
            Assert.NotNull(server);
            Assert.Equal(client.LocalAddress, server.RemoteAddress);
        }
    }
}
