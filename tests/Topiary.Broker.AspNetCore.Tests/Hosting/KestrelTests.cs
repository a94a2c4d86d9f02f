using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.AspNetCore.Hosting;
using KestrelCertificates = Microsoft.AspNetCore.Server.Kestrel.Https.ClientCertificateMode;

namespace Topiary.Broker.AspNetCore.Tests.Hosting;

/// <summary>MQTT at end points of Kestrel, beside HTTP.</summary>
public sealed class KestrelTests
{
    [Theory]
    [InlineData("mqtt")]
    [InlineData("mqtts")]
    public async Task Messages_come_through_Kestrel(string scheme)
    {
        await using WebAppFixture fixture = await WebAppFixture.StartAsync(options => options.AllowAnonymous = true, [End]);
        await using MqttClient client = await Clients.ConnectAsync($"{scheme}://{fixture.Ends[0]}");
        foreach (QoS qos in Enum.GetValues<QoS>())
        {
            await Clients.RoundTripAsync(client, qos);
            await Clients.RoundTripAsync(client, qos, 700_000);
        }

        await client.DisconnectAsync().Soon();

        void End(ListenOptions end)
        {
            if (scheme == "mqtts")
            {
                end.UseHttps(TestCertificates.Server);
            }

            end.UseMqttBroker();
        }
    }

    [Fact]
    public async Task A_client_certificate_is_the_principal_there_too()
    {
        await using WebAppFixture fixture = await WebAppFixture.StartAsync(
            options => options.Authenticator = new ClientCertificateAuthenticator(certificate => certificate.Thumbprint == TestCertificates.Client.Thumbprint ? "me" : null),
            [end => end.UseHttps(https => Configure(https)).UseMqttBroker()]);
        await using MqttClient client = await Clients.ConnectAsync(
            $"mqtts://{fixture.Ends[0]}", options => options with { Tls = options.Tls with { Certificate = TestCertificates.Client } });
        await Clients.RoundTripAsync(client, QoS.ExactlyOnce);
    }

    [Fact]
    public async Task Anonymous_clients_need_to_be_allowed()
    {
        await using WebAppFixture fixture = await WebAppFixture.StartAsync(_ => { }, [end => end.UseMqttBroker()]);
        Assert.Equal(ReasonCode.NotAuthorized, (await Clients.FailAsync($"mqtt://{fixture.Ends[0]}")).ReasonCode);
    }

    private static void Configure(HttpsConnectionAdapterOptions https)
    {
        https.ServerCertificate = TestCertificates.Server;
        https.ClientCertificateMode = KestrelCertificates.RequireCertificate;
        https.ClientCertificateValidation = (certificate, _, _) => certificate.Thumbprint == TestCertificates.Client.Thumbprint;
    }
}
