using Topiary.Transport;

namespace Topiary.Broker.AspNetCore.Tests.EndToEnd;

/// <summary>Client and broker over every transport.</summary>
public sealed class TransportTests
{
    private static readonly TransportListenerOptions s_tls = new() { Tls = TestCertificates.Listening };

    private static readonly TransportListenerOptions s_mutual = new()
    {
        Tls = TestCertificates.Listening with { ClientCertificates = ClientCertificateMode.Optional, ClientAuthorities = [TestCertificates.Authority] },
    };

    public static TheoryData<string> Addresses() =>
    [
        "tcp://127.0.0.1:0", "mqtts://127.0.0.1:0", "ws://127.0.0.1:0/mqtt", "wss://127.0.0.1:0/mqtt",
        $"unix:{Path.Combine(Path.GetTempPath(), $"topiary-{Guid.NewGuid():N}.sock")}", "memory:e2e",
    ];

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task Messages_of_every_quality_and_size_come_through(string address)
    {
        var network = new MemoryNetwork();
        await using MqttBroker broker = await StartAsync(options =>
        {
            options.Listeners.Add(address);
            options.MemoryNetwork = network;
        });
        await using MqttClient client = await Clients.ConnectAsync(broker.Addresses[0], options => address.StartsWith("memory", StringComparison.Ordinal)
            ? options with { Tls = new(), Transports = new TransportRegistry().AddMemory(network) }
            : options);
        foreach (QoS qos in Enum.GetValues<QoS>())
        {
            await Clients.RoundTripAsync(client, qos);
            await Clients.RoundTripAsync(client, qos, 1_500_000);
        }

        await client.DisconnectAsync().Soon();
    }

    [Fact]
    public async Task One_broker_serves_all_transports_side_by_side()
    {
        await using MqttBroker broker = await StartAsync(options =>
        {
            foreach (string address in new[] { "tcp://127.0.0.1:0", "mqtts://127.0.0.1:0", "ws://127.0.0.1:0", "wss://127.0.0.1:0" })
            {
                options.Listeners.Add(address);
            }
        });
        var clients = new List<MqttClient>();
        foreach (string address in broker.Addresses)
        {
            clients.Add(await Clients.ConnectAsync(address));
        }

        Assert.Equal(4, broker.GetStatistics().Connections);
        await using IAsyncEnumerator<MqttMessage> messages = clients[3].Messages("all/+").GetAsyncEnumerator();
        Task<bool> next = messages.MoveNextAsync().AsTask();
        await clients[3].SubscribeAsync("all/+").Soon();
        for (int i = 0; i < 4; i++)
        {
            await clients[i].PublishAsync($"all/{i}", "x").Soon();
            Assert.True(await next.Soon());
            Assert.Equal($"all/{i}", messages.Current.Topic);
            next = messages.MoveNextAsync().AsTask();
        }

        foreach (MqttClient client in clients)
        {
            await client.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_client_certificate_is_the_principal()
    {
        var rights = new Recorder();
        await using MqttBroker broker = await StartAsync(options =>
        {
            options.Listeners.Add("mqtts://127.0.0.1:0");
            options.Transport = s_mutual;
            options.Authenticator = new ClientCertificateAuthenticator();
            options.Authorizer = rights;
            options.AllowAnonymous = false;
        });
        await using MqttClient client = await Clients.ConnectAsync(broker.Addresses[0], options => options with { Tls = options.Tls with { Certificate = TestCertificates.Client } });
        await Clients.RoundTripAsync(client, QoS.AtLeastOnce);
        Assert.Contains("device-7", rights.Principals);
        Assert.All(rights.Principals, principal => Assert.Equal("device-7", principal));
    }

    [Fact]
    public async Task A_user_name_without_certificate_is_no_principal_of_certificates()
    {
        await using MqttBroker broker = await StartAsync(options =>
        {
            options.Listeners.Add("mqtts://127.0.0.1:0");
            options.Transport = s_mutual;
            options.Authenticator = new ClientCertificateAuthenticator();
        });
        MqttConnectException e = await Clients.FailAsync(broker.Addresses[0], options => options with { UserName = "device-7" });
        Assert.Equal(ReasonCode.NotAuthorized, e.ReasonCode);
    }

    [Fact]
    public async Task A_certificate_that_the_mapping_does_not_know_is_refused()
    {
        await using MqttBroker broker = await StartAsync(options =>
        {
            options.Listeners.Add("mqtts://127.0.0.1:0");
            options.Transport = s_mutual;
            options.Authenticator = new ClientCertificateAuthenticator(certificate => certificate.Subject == "CN=other" ? "other" : null);
        });
        MqttConnectException e = await Clients.FailAsync(broker.Addresses[0], options => options with { Tls = options.Tls with { Certificate = TestCertificates.Client } });
        Assert.Equal(ReasonCode.NotAuthorized, e.ReasonCode);
    }

    [Fact]
    public async Task A_client_does_not_connect_to_a_server_that_it_cannot_trust_and_says_why()
    {
        await using MqttBroker broker = await StartAsync(options =>
        {
            options.Listeners.Add("mqtts://127.0.0.1:0");
            options.Transport = new TransportListenerOptions { Tls = new TlsListenerOptions { Certificate = TestCertificates.Expired } };
        });
        MqttConnectException e = await Clients.FailAsync(broker.Addresses[0]);
        Assert.True(e.IsDefinite);
        Assert.Contains("the server cannot be trusted: its certificate expired on ", e.Message);
        Assert.Equal((0, 0L), (broker.GetStatistics().Sessions, broker.GetStatistics().MessagesReceived));
    }

    [Fact]
    public void A_client_names_the_option_that_cannot_be_used()
    {
        var e = Assert.Throws<ArgumentException>(() => Clients.Create("mqtts://x", o => o with { Tls = new TlsConnectorOptions { AuthorityFile = "/nowhere/ca.pem" } }));
        Assert.Contains("MqttClientOptions.Tls cannot be used: ", e.Message);
        Assert.Contains("TlsConnectorOptions.AuthorityFile: the file \"/nowhere/ca.pem\" does not exist", e.Message);
        e = Assert.Throws<ArgumentException>(() => Clients.Create("mqtts://x", o => o with { Proxy = new ProxyOptions { Address = "ftp://x" } }));
        Assert.Contains("MqttClientOptions.Proxy cannot be used: ", e.Message);
        e = Assert.Throws<ArgumentException>(() => Clients.Create("mqtts://x", o => o with { Transports = new TransportRegistry() }));
        Assert.Contains("MqttClientOptions.Tls has no effect beside Transports", e.Message);
    }

    private static async Task<MqttBroker> StartAsync(Action<MqttBrokerOptions> configure)
    {
        var options = new MqttBrokerOptions { Transport = s_tls, MaximumPacketSize = 4 * 1024 * 1024 };
        configure(options);
        var broker = new MqttBroker(options);
        await broker.StartAsync();
        return broker;
    }

    private sealed class Recorder : IAuthorizer
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<string?> _principals = [];

        public IReadOnlyList<string?> Principals => [.. _principals];

        public ValueTask<bool> AuthorizeAsync(AuthorizationRequest request, CancellationToken cancellationToken)
        {
            _principals.Enqueue(request.Principal);
            return ValueTask.FromResult(true);
        }
    }
}
