using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Topiary.Transport.Tests;

/// <summary>An authority and certificates of it, made once for all tests.</summary>
internal static class TestCertificates
{
    private static readonly DateTimeOffset s_now = TimeProvider.System.GetUtcNow();

    public static X509Certificate2 Authority { get; } = CreateAuthority("CN=Test authority");

    public static X509Certificate2 OtherAuthority { get; } = CreateAuthority("CN=Other authority");

    public static X509Certificate2 Server { get; } = Create("CN=server", Authority, ["localhost"], IPAddress.Loopback);

    public static X509Certificate2 OtherHost { get; } = Create("CN=elsewhere", Authority, ["broker.example", "mqtt.example"], null);

    public static X509Certificate2 Expired { get; } = Create("CN=old", Authority, ["localhost"], IPAddress.Loopback, from: -300, to: -200);

    public static X509Certificate2 NotYetValid { get; } = Create("CN=new", Authority, ["localhost"], IPAddress.Loopback, from: 200, to: 300);

    public static X509Certificate2 Untrusted { get; } = Create("CN=stranger", OtherAuthority, ["localhost"], IPAddress.Loopback);

    public static X509Certificate2 Client { get; } = Create("CN=device-7", Authority, [], null, isServer: false);

    public static X509Certificate2 UntrustedClient { get; } = Create("CN=device-8", OtherAuthority, [], null, isServer: false);

    public static TlsListenerOptions Listening { get; } = new() { Certificate = Server };

    public static TlsConnectorOptions Connecting { get; } = new() { Authorities = [Authority] };

    public static X509Certificate2 Create(
        string subject, X509Certificate2 authority, string[] hosts, IPAddress? ip, int from = -1, int to = 1, bool isServer = true)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(isServer ? "1.3.6.1.5.5.7.3.1" : "1.3.6.1.5.5.7.3.2")], false));
        if (hosts.Length > 0 || ip is not null)
        {
            var names = new SubjectAlternativeNameBuilder();
            Array.ForEach(hosts, names.AddDnsName);
            if (ip is not null)
            {
                names.AddIpAddress(ip);
            }

            request.CertificateExtensions.Add(names.Build());
        }

        byte[] serial = RandomNumberGenerator.GetBytes(8);
        serial[0] &= 0x7F;
        using X509Certificate2 bare = request.Create(authority, s_now.AddDays(from), s_now.AddDays(to), serial);
        using X509Certificate2 pair = bare.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }

    private static X509Certificate2 CreateAuthority(string subject)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(s_now.AddDays(-1000), s_now.AddDays(1000));
    }
}
