using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace Topiary.Transport.Tests.Tls;

/// <summary>A client takes only certificates that are valid, and says what is wrong with others.</summary>
public sealed class ServerCertificateTests
{
    [Theory]
    [InlineData("OtherHost", "its certificate is for \"broker.example\", \"mqtt.example\", not for \"localhost\" (name mismatch)")]
    [InlineData("Untrusted", "its certificate, issued by \"CN=Other authority\", comes from no authority that is trusted here (untrusted root)")]
    [InlineData("Expired", "its certificate expired on ")]
    [InlineData("NotYetValid", "its certificate is valid only from ")]
    [InlineData("Client", "its certificate is not meant for this use")]
    public async Task An_invalid_certificate_is_refused_with_its_reason(string name, string reason)
    {
        var certificate = (X509Certificate2)typeof(TestCertificates).GetProperty(name)!.GetValue(null)!;
        await using TlsFixture fixture = await TlsFixture.StartAsync(new TlsListenerOptions { Certificate = certificate });
        MqttTransportException e = await fixture.FailAsync(TestCertificates.Connecting);
        Assert.Equal(TransportFailure.CertificateRejected, e.Failure);
        Assert.StartsWith($"Cannot connect to \"{fixture.HostAddress}\": the server cannot be trusted: ", e.Message);
        Assert.Contains(reason, e.Message);
    }

    [Fact]
    public async Task Several_reasons_are_all_named()
    {
        await using TlsFixture fixture = await TlsFixture.StartAsync(new TlsListenerOptions { Certificate = TestCertificates.OtherHost });
        MqttTransportException e = await fixture.FailAsync(new TlsConnectorOptions());
        Assert.Contains("(name mismatch)", e.Message);
        Assert.Contains("(untrusted root)", e.Message);
    }

    [Fact]
    public async Task Without_authorities_the_systems_are_asked_and_a_private_one_is_not_trusted()
    {
        await using TlsFixture fixture = await TlsFixture.StartAsync(TestCertificates.Listening);
        MqttTransportException e = await fixture.FailAsync(new TlsConnectorOptions());
        Assert.Equal(TransportFailure.CertificateRejected, e.Failure);
        Assert.Contains("untrusted root", e.Message);
    }

    [Fact]
    public async Task Secure_WebSocket_refuses_for_the_same_reasons()
    {
        await using TlsFixture fixture = await TlsFixture.StartAsync(new TlsListenerOptions { Certificate = TestCertificates.OtherHost }, scheme: "wss");
        MqttTransportException e = await fixture.FailAsync(TestCertificates.Connecting);
        Assert.Equal(TransportFailure.CertificateRejected, e.Failure);
        Assert.Contains("(name mismatch)", e.Message);
    }

    [Fact]
    public async Task The_target_host_may_be_another_than_the_address()
    {
        await using TlsFixture fixture = await TlsFixture.StartAsync(new TlsListenerOptions { Certificate = TestCertificates.OtherHost });
        await using TransportConnection connection = await fixture.ConnectAsync(TestCertificates.Connecting with { TargetHost = "mqtt.example" });
        Assert.Equal("CN=elsewhere", connection.PeerCertificate!.Subject);
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Both_versions_of_TLS_are_spoken(SslProtocols version)
    {
        await using TlsFixture fixture = await TlsFixture.StartAsync(TestCertificates.Listening);
        await using TransportConnection connection = await fixture.ConnectAsync(TestCertificates.Connecting with { Protocols = version });
        Assert.NotNull(await fixture.Listener.AcceptAsync(default).AsTask().Soon());
    }

    [Fact]
    public async Task No_common_version_is_a_clear_failure()
    {
        await using TlsFixture fixture = await TlsFixture.StartAsync(TestCertificates.Listening with { Protocols = SslProtocols.Tls13 });
        MqttTransportException e = await fixture.FailAsync(TestCertificates.Connecting with { Protocols = SslProtocols.Tls12 });
        Assert.Equal(TransportFailure.HandshakeFailed, e.Failure);
        Assert.Contains("TLS failed", e.Message);
    }

    [Fact]
    public async Task A_peer_that_does_not_speak_TLS_is_a_clear_failure()
    {
        await using var plain = new TcpTransportListener(MqttAddress.Parse("tcp://127.0.0.1:0"));
        await plain.StartAsync(default);
        string address = plain.Address.Replace("tcp", "mqtts", StringComparison.Ordinal);
        Task<TransportConnection> connecting = TransportRegistry.CreateDefault().ConnectAsync(MqttAddress.Parse(address), default).AsTask();
        TransportConnection? peer = await plain.AcceptAsync(default).AsTask().Soon();
        await peer!.SendAsync("this is not TLS at all"u8.ToArray(), default);
        var e = await Assert.ThrowsAsync<MqttTransportException>(() => connecting.Soon());
        Assert.Equal(TransportFailure.HandshakeFailed, e.Failure);
    }

    [Fact]
    public async Task A_peer_that_resets_the_connection_in_the_handshake_is_a_clear_failure()
    {
        await using var plain = new TcpTransportListener(MqttAddress.Parse("tcp://127.0.0.1:0"));
        await plain.StartAsync(default);
        string address = plain.Address.Replace("tcp", "mqtts", StringComparison.Ordinal);
        Task<TransportConnection> connecting = TransportRegistry.CreateDefault().ConnectAsync(MqttAddress.Parse(address), default).AsTask();
        TransportConnection? peer = await plain.AcceptAsync(default).AsTask().Soon();

        // The client's greeting is there and is not read: closing makes the system send a reset.
        await peer!.ReceiveAsync(Memory<byte>.Empty, default).AsTask().Soon();
        peer.Abort();
        var e = await Assert.ThrowsAsync<MqttTransportException>(() => connecting.Soon());
        Assert.Equal(TransportFailure.HandshakeFailed, e.Failure);
    }

    [Fact]
    public async Task A_peer_that_closes_in_the_handshake_is_a_clear_failure()
    {
        await using var plain = new TcpTransportListener(MqttAddress.Parse("tcp://127.0.0.1:0"));
        await plain.StartAsync(default);
        string address = plain.Address.Replace("tcp", "mqtts", StringComparison.Ordinal);
        Task<TransportConnection> connecting = TransportRegistry.CreateDefault().ConnectAsync(MqttAddress.Parse(address), default).AsTask();
        (await plain.AcceptAsync(default).AsTask().Soon())!.Abort();
        var e = await Assert.ThrowsAsync<MqttTransportException>(() => connecting.Soon());
        Assert.Equal(TransportFailure.HandshakeFailed, e.Failure);
        Assert.StartsWith($"Cannot connect to \"{address}\": TLS failed: ", e.Message);
    }

    [Fact]
    public async Task A_connect_attempt_can_be_cancelled_in_the_handshake()
    {
        await using var plain = new TcpTransportListener(MqttAddress.Parse("tcp://127.0.0.1:0"));
        await plain.StartAsync(default);
        using var cancel = new CancellationTokenSource();
        string address = plain.Address.Replace("tcp", "mqtts", StringComparison.Ordinal);
        Task<TransportConnection> connecting = TransportRegistry.CreateDefault().ConnectAsync(MqttAddress.Parse(address), cancel.Token).AsTask();
        await using TransportConnection? peer = await plain.AcceptAsync(default).AsTask().Soon();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting.Soon());
    }

    [Fact]
    public async Task A_check_of_the_application_may_take_an_invalid_certificate_and_that_is_logged()
    {
        await using TlsFixture fixture = await TlsFixture.StartAsync(new TlsListenerOptions { Certificate = TestCertificates.Untrusted });
        TlsPeer? asked = null;
        var log = new Recorder();
        await using TransportConnection connection = await fixture.ConnectAsync(
            new TlsConnectorOptions { CertificateCheck = peer => (asked = peer).Certificate!.Thumbprint == TestCertificates.Untrusted.Thumbprint }, log: log);
        Assert.Contains("untrusted root", asked!.Problem);
        Assert.Equal(fixture.HostAddress, asked.Address);
        (LogLevel level, int id, string text) = Assert.Single(log.Entries);
        Assert.Equal((LogLevel.Warning, 1002), (level, id));
        Assert.Contains("untrusted root", text);
    }

    [Fact]
    public async Task A_check_of_the_application_may_refuse_a_valid_certificate()
    {
        await using TlsFixture fixture = await TlsFixture.StartAsync(TestCertificates.Listening);
        MqttTransportException e = await fixture.FailAsync(TestCertificates.Connecting with { CertificateCheck = peer => peer.Problem is not null });
        Assert.Equal(TransportFailure.CertificateRejected, e.Failure);
        Assert.Contains("refused by CertificateCheck", e.Message);
    }

    [Fact]
    public async Task A_check_that_throws_takes_no_certificate()
    {
        await using TlsFixture fixture = await TlsFixture.StartAsync(TestCertificates.Listening);
        MqttTransportException e = await fixture.FailAsync(TestCertificates.Connecting with { CertificateCheck = _ => throw new InvalidOperationException("oops") });
        Assert.Equal(TransportFailure.CertificateRejected, e.Failure);
    }
}
