using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Topiary.Protocol;
using Topiary.Transport;

namespace Topiary.Broker.Tests;

/// <summary>The same question on every way in: no listener knows a short cut past authentication.</summary>
public sealed class TransportAuthenticationTests
{
    private static readonly MemoryNetwork s_network = new();
    private static readonly X509Certificate2 s_authority = Create("CN=authority", null, isServer: false);
    private static readonly X509Certificate2 s_server = Create("CN=localhost", s_authority, isServer: true);
    private static readonly X509Certificate2 s_device = Create("CN=device", s_authority, isServer: false);
    private static readonly X509Certificate2 s_banned = Create("CN=banned", s_authority, isServer: false);

    public static TheoryData<string> Listeners => ["tcp://127.0.0.1:0", "mqtts://127.0.0.1:0", "ws://127.0.0.1:0/mqtt", "wss://127.0.0.1:0/mqtt", "unix", "memory:auth"];

    [Theory]
    [MemberData(nameof(Listeners))]
    public async Task Mosquitto_1_5_4_and_CVE_2018_20145_passwords_are_asked_for_on_every_transport(string listener)
    {
        await using MqttBroker broker = await StartAsync(listener, new Passwords(), ClientCertificateMode.None);
        Assert.Equal(ReasonCode.NotAuthorized, await TryAsync(broker, null, null, null));
        Assert.Equal(ReasonCode.BadUserNameOrPassword, await TryAsync(broker, "user", "wrong", null));
        Assert.Equal(ReasonCode.BadUserNameOrPassword, await TryAsync(broker, "user", null, null));
        Assert.Equal(ReasonCode.BadUserNameOrPassword, await TryAsync(broker, "", "right", null));
        Assert.Equal(ReasonCode.Success, await TryAsync(broker, "user", "right", null));
    }

    [Theory]
    [InlineData("mqtts://127.0.0.1:0")]
    [InlineData("wss://127.0.0.1:0/mqtt")]
    public async Task Mosquitto_1_5_4_certificates_are_judged_on_every_transport_with_tls(string listener)
    {
        var authenticator = new ClientCertificateAuthenticator(certificate => certificate.Subject == "CN=device" ? "device" : null);
        await using MqttBroker broker = await StartAsync(listener, authenticator, ClientCertificateMode.Optional);
        Assert.Equal(ReasonCode.NotAuthorized, await TryAsync(broker, null, null, null));
        Assert.Equal(ReasonCode.NotAuthorized, await TryAsync(broker, "device", "right", null));
        Assert.Equal(ReasonCode.NotAuthorized, await TryAsync(broker, null, null, s_banned));
        Assert.Equal(ReasonCode.Success, await TryAsync(broker, null, null, s_device));
    }

    private static async Task<MqttBroker> StartAsync(string listener, IAuthenticator authenticator, ClientCertificateMode certificates)
    {
        listener = listener == "unix" ? $"unix:{Path.Combine(Path.GetTempPath(), $"topiary-{Guid.NewGuid():N}.sock")}" : listener;
        var broker = new MqttBroker(new MqttBrokerOptions
        {
            // With one listener that others can reach, nobody is let in without a name.
            Listeners = { listener, "tcp://0.0.0.0:0" },
            MemoryNetwork = s_network,
            Authenticator = authenticator,
            Transport = TransportListenerOptions.Default with
            {
                Tls = new TlsListenerOptions { Certificate = s_server, ClientCertificates = certificates, ClientAuthorities = [s_authority] },
            },
        });
        await broker.StartAsync();
        return broker;
    }

    private static async Task<ReasonCode> TryAsync(MqttBroker broker, string? user, string? password, X509Certificate2? certificate)
    {
        var tls = new TlsConnectorOptions { TargetHost = "localhost", Authorities = [s_authority], Certificate = certificate };
        TransportRegistry registry = TransportRegistry.CreateDefault(new TransportConnectorOptions { Tls = tls }).AddMemory(s_network);
        TransportConnection transport = await registry.ConnectAsync(MqttAddress.Parse(broker.Addresses[0]), default);
        await using var client = new RawClient(transport, MqttVersion.V500);
        await client.SendAsync(new ConnectPacket
        {
            ClientId = "c",
            CleanStart = true,
            UserName = user,
            Password = password is null ? default(ReadOnlyMemory<byte>?) : System.Text.Encoding.UTF8.GetBytes(password),
        });
        return ConnAckPacket.Read(await client.ReadAsync(PacketType.ConnAck), MqttVersion.V500).ReasonCode;
    }

    private static X509Certificate2 Create(string subject, X509Certificate2? authority, bool isServer)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        if (authority is null)
        {
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
            return request.CreateSelfSigned(now.AddDays(-2), now.AddDays(2));
        }

        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(isServer ? "1.3.6.1.5.5.7.3.1" : "1.3.6.1.5.5.7.3.2")], false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 bare = request.Create(authority, now.AddDays(-1), now.AddDays(1), [1, 2, 3, (byte)subject.Length]);
        using X509Certificate2 pair = bare.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }

    private sealed class Passwords : IAuthenticator
    {
        public ValueTask<AuthenticationResult> AuthenticateAsync(AuthenticationRequest request, CancellationToken cancellationToken) => ValueTask.FromResult(
            request is { UserName: "user", Password: { } password } && password.Span.SequenceEqual("right"u8)
                ? AuthenticationResult.Success("user")
                : AuthenticationResult.Refuse());
    }
}
