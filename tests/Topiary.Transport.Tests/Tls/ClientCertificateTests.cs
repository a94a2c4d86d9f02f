namespace Topiary.Transport.Tests.Tls;

/// <summary>Mutual TLS: who is let in, and what the server learns of it.</summary>
public sealed class ClientCertificateTests
{
    private static readonly TlsListenerOptions s_required = TestCertificates.Listening with
    {
        ClientCertificates = ClientCertificateMode.Required,
        ClientAuthorities = [TestCertificates.Authority],
    };

    [Fact]
    public async Task A_valid_certificate_is_known_to_the_server()
    {
        await using TlsFixture fixture = await TlsFixture.StartAsync(s_required);
        await using TransportConnection client = await fixture.ConnectAsync(TestCertificates.Connecting with { Certificate = TestCertificates.Client });
        await using TransportConnection? server = await fixture.Listener.AcceptAsync(default).AsTask().Soon();
        Assert.Equal(TestCertificates.Client.Thumbprint, server!.PeerCertificate!.Thumbprint);
        server.Abort();
        Assert.Equal("CN=device-7", server.PeerCertificate.Subject);
    }

    [Theory]
    [InlineData(ClientCertificateMode.Required, null, "it sent no certificate")]
    [InlineData(ClientCertificateMode.Required, "other", "(untrusted root)")]
    [InlineData(ClientCertificateMode.Optional, "other", "(untrusted root)")]
    [InlineData(ClientCertificateMode.Required, "server", "not meant for this use")]
    public async Task Others_are_refused_with_a_reason_in_the_log(ClientCertificateMode mode, string? certificate, string reason)
    {
        await using TlsFixture fixture = await TlsFixture.StartAsync(s_required with { ClientCertificates = mode });
        TlsConnectorOptions options = TestCertificates.Connecting with
        {
            Certificate = certificate switch { "other" => TestCertificates.UntrustedClient, "server" => TestCertificates.Server, _ => null },
        };

        // By TLS 1.3 the client learns it with its first receive.
        await Assert.ThrowsAsync<MqttTransportException>(async () =>
        {
            await using TransportConnection client = await fixture.ConnectAsync(options);
            Assert.Equal(0, await client.ReceiveAsync(new byte[1], default).AsTask().Soon());
            throw new MqttTransportException(TransportFailure.ConnectionLost, "closed");
        });
        await Wait.UntilAsync(() => !fixture.Log.Entries.IsEmpty);
        Assert.Contains(reason, Assert.Single(fixture.Log.Entries).Text);
    }

    [Fact]
    public async Task An_optional_certificate_may_be_left_out()
    {
        await using TlsFixture fixture = await TlsFixture.StartAsync(s_required with { ClientCertificates = ClientCertificateMode.Optional });
        await using TransportConnection client = await fixture.ConnectAsync(TestCertificates.Connecting);
        await using TransportConnection? server = await fixture.Listener.AcceptAsync(default).AsTask().Soon();
        Assert.Null(server!.PeerCertificate);
    }

    [Fact]
    public async Task A_check_of_the_application_decides_about_clients()
    {
        await using TlsFixture fixture = await TlsFixture.StartAsync(s_required with { CertificateCheck = peer => peer.Certificate?.Subject == "CN=device-8" });
        await using TransportConnection client = await fixture.ConnectAsync(TestCertificates.Connecting with { Certificate = TestCertificates.UntrustedClient });
        await using TransportConnection? server = await fixture.Listener.AcceptAsync(default).AsTask().Soon();
        Assert.Equal("CN=device-8", server!.PeerCertificate!.Subject);
        Assert.Contains(fixture.Log.Entries, entry => entry.Id == 1002);
    }

    [Fact]
    public async Task Secure_WebSocket_knows_the_clients_certificate_too()
    {
        await using TlsFixture fixture = await TlsFixture.StartAsync(s_required, scheme: "wss");
        await using TransportConnection client = await fixture.ConnectAsync(TestCertificates.Connecting with { Certificate = TestCertificates.Client });
        await using TransportConnection? server = await fixture.Listener.AcceptAsync(default).AsTask().Soon();
        Assert.Equal("CN=device-7", server!.PeerCertificate!.Subject);
    }
}
