using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Topiary.Transport.Tests.Tls;

/// <summary>Certificates from files, and what is said about files that cannot be used.</summary>
public sealed class CertificateFileTests : IDisposable
{
    private static readonly PbeParameters s_encryption = new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000);

    private readonly string _folder = Directory.CreateTempSubdirectory("topiary-tls-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("pem+key")]
    [InlineData("pem")]
    [InlineData("pem encrypted")]
    [InlineData("pfx")]
    [InlineData("pfx password")]
    public async Task A_certificate_is_read_from_a_file(string form)
    {
        X509Certificate2 server = TestCertificates.Server;
        string certificate = server.ExportCertificatePem() + "\n" + TestCertificates.Authority.ExportCertificatePem() + "\n";
        using ECDsa key = server.GetECDsaPrivateKey()!;
        TlsListenerOptions options = form switch
        {
            "pem+key" => new() { CertificateFile = Write("c.pem", certificate), KeyFile = Write("k.pem", key.ExportPkcs8PrivateKeyPem()) },
            "pem" => new() { CertificateFile = Write("c.pem", certificate + key.ExportPkcs8PrivateKeyPem()) },
            "pem encrypted" => new()
            {
                CertificateFile = Write("c.pem", certificate),
                KeyFile = Write("k.pem", key.ExportEncryptedPkcs8PrivateKeyPem("secret", s_encryption)),
                KeyPassword = "secret",
            },
            "pfx" => new() { CertificateFile = Write("c.pfx", server.Export(X509ContentType.Pkcs12)) },
            _ => new() { CertificateFile = Write("c.pfx", server.Export(X509ContentType.Pkcs12, "secret")), KeyPassword = "secret" },
        };
        await using TlsFixture fixture = await TlsFixture.StartAsync(options);
        var trusting = new TlsConnectorOptions { AuthorityFile = Write("ca.pem", TestCertificates.Authority.ExportCertificatePem()) };
        await using TransportConnection connection = await fixture.ConnectAsync(trusting);
        Assert.Equal(server.Thumbprint, connection.PeerCertificate!.Thumbprint);
    }

    [Fact]
    public async Task An_authority_is_read_from_a_DER_file_and_a_client_certificate_from_PEM()
    {
        using ECDsa key = TestCertificates.Client.GetECDsaPrivateKey()!;
        string authority = Write("ca.der", TestCertificates.Authority.Export(X509ContentType.Cert));
        await using TlsFixture fixture = await TlsFixture.StartAsync(TestCertificates.Listening with
        {
            ClientCertificates = ClientCertificateMode.Required,
            ClientAuthorityFile = authority,
        });
        await using TransportConnection client = await fixture.ConnectAsync(new TlsConnectorOptions
        {
            AuthorityFile = authority,
            CertificateFile = Write("c.pem", TestCertificates.Client.ExportCertificatePem()),
            KeyFile = Write("k.pem", key.ExportPkcs8PrivateKeyPem()),
        });
        await using TransportConnection? server = await fixture.Listener.AcceptAsync(default).AsTask().Soon();
        Assert.Equal("CN=device-7", server!.PeerCertificate!.Subject);
    }

    [Fact]
    public async Task A_listener_with_a_file_that_cannot_be_used_fails_at_start_with_one_clear_error()
    {
        string missing = Path.Combine(_folder, "none.pem");
        string text = Write("text.pem", "nothing in here");
        string alone = Write("alone.pem", TestCertificates.Server.ExportCertificatePem());
        string pfx = Write("c.pfx", TestCertificates.Server.Export(X509ContentType.Pkcs12, "secret"));
        using var bare = X509CertificateLoader.LoadCertificate(TestCertificates.Server.RawData);
        foreach ((TlsListenerOptions? options, string problem) in new (TlsListenerOptions?, string)[]
        {
            (null, "CertificateFile: a TLS listener needs a certificate, and none is given."),
            (new(), "CertificateFile: a TLS listener needs a certificate, and none is given."),
            (new() { CertificateFile = missing }, $"CertificateFile: the file \"{missing}\" does not exist."),
            (new() { CertificateFile = text }, $"CertificateFile: the file \"{text}\" is neither PEM nor a PFX that KeyPassword opens: "),
            (new() { CertificateFile = alone }, $"CertificateFile: the private key in \"{alone}\" cannot be used: "),
            (new() { CertificateFile = alone, KeyFile = missing }, $"KeyFile: the file \"{missing}\" does not exist."),
            (new() { CertificateFile = alone, KeyFile = text }, $"KeyFile: the private key in \"{text}\" cannot be used: "),
            (new() { CertificateFile = pfx, KeyPassword = "wrong" }, $"CertificateFile: the file \"{pfx}\" is neither PEM nor a PFX that KeyPassword opens: "),
            (new() { Certificate = bare }, "Certificate: holds no private key."),
            (new() { Certificate = TestCertificates.Server, CertificateFile = alone }, "Certificate: is given beside CertificateFile; give one of them."),
            (TestCertificates.Listening with { ClientAuthorityFile = missing }, $"ClientAuthorityFile: the file \"{missing}\" does not exist."),
            (TestCertificates.Listening with { ClientAuthorityFile = text }, $"ClientAuthorityFile: the file \"{text}\" cannot be read: "),
        })
        {
            TransportRegistry registry = TransportRegistry.CreateDefault(listening: new TransportListenerOptions { Tls = options });
            await using ITransportListener listener = registry.CreateListener(MqttAddress.Parse("mqtts://127.0.0.1:0"));
            MqttTransportException e = await Assert.ThrowsAsync<MqttTransportException>(() => listener.StartAsync(default).AsTask());
            Assert.Equal(TransportFailure.CertificateNotUsable, e.Failure);
            Assert.StartsWith($"Cannot listen at \"mqtts://127.0.0.1:0\": TlsListenerOptions.{problem}", e.Message);
        }
    }

    [Fact]
    public void A_connector_names_the_file_that_cannot_be_used()
    {
        var e = Assert.Throws<MqttTransportException>(() => TransportRegistry.CreateDefault(
            new TransportConnectorOptions { Tls = new TlsConnectorOptions { AuthorityFile = "/nowhere/ca.pem" } }));
        Assert.Equal("TLS cannot be used: TlsConnectorOptions.AuthorityFile: the file \"/nowhere/ca.pem\" does not exist.", e.Message);
    }

    private string Write(string name, string content)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, content);
        return path;
    }

    private string Write(string name, byte[] content)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, content);
        return path;
    }
}
