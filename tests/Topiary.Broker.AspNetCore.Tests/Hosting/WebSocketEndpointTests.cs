using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Topiary.Broker.AspNetCore.Tests.Hosting;

public sealed class WebSocketEndpointTests
{
    [Theory]
    [InlineData("ws")]
    [InlineData("wss")]
    public async Task Messages_come_through_the_web_server(string scheme)
    {
        await using WebAppFixture fixture = await WebAppFixture.StartAsync(
            options => options.AllowAnonymous = true,
            [end => _ = scheme == "wss" ? end.UseHttps(TestCertificates.Server) : end]);
        await using MqttClient client = await Clients.ConnectAsync($"{scheme}://{fixture.Ends[0]}/mqtt");
        foreach (QoS qos in Enum.GetValues<QoS>())
        {
            await Clients.RoundTripAsync(client, qos);
            await Clients.RoundTripAsync(client, qos, 700_000);
        }

        Assert.Equal(1, fixture.Broker.GetStatistics().Connections);
    }

    [Fact]
    public async Task Anonymous_clients_need_to_be_allowed_although_the_server_is_at_loopback()
    {
        await using WebAppFixture fixture = await WebAppFixture.StartAsync(options => options.Listeners.Add("tcp://127.0.0.1:0"));
        MqttConnectException e = await Clients.FailAsync($"ws://{fixture.Ends[0]}/mqtt");
        Assert.Equal(ReasonCode.NotAuthorized, e.ReasonCode);
        await using MqttClient direct = await Clients.ConnectAsync(fixture.Broker.Addresses[0]);
    }

    [Fact]
    public async Task What_is_no_WebSocket_of_MQTT_is_refused()
    {
        await using WebAppFixture fixture = await WebAppFixture.StartAsync(options => options.Transport = options.Transport with { WebSocketOrigins = ["https://good.example"] });
        using var http = new HttpClient { BaseAddress = new Uri($"http://{fixture.Ends[0]}") };
        HttpResponseMessage answer = await http.GetAsync("/mqtt").Soon();
        Assert.Equal(HttpStatusCode.UpgradeRequired, answer.StatusCode);
        Assert.Equal("Only WebSocket is served here.", await answer.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync("/other").Soon()).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, await RefusalAsync(fixture, "chat", null));
        Assert.Equal(HttpStatusCode.Forbidden, await RefusalAsync(fixture, "mqtt", "https://evil.example"));
        Assert.Equal(HttpStatusCode.SwitchingProtocols, await RefusalAsync(fixture, "mqtt", "https://good.example"));
        Assert.Equal(HttpStatusCode.SwitchingProtocols, await RefusalAsync(fixture, "mqttv3.1", null));
    }

    [Fact]
    public async Task A_text_frame_ends_the_connection()
    {
        await using WebAppFixture fixture = await WebAppFixture.StartAsync(options => options.AllowAnonymous = true);
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("mqtt");
        await socket.ConnectAsync(new Uri($"ws://{fixture.Ends[0]}/mqtt"), default).Soon();
        await socket.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, true, default);
        WebSocketReceiveResult result = await socket.ReceiveAsync(new byte[10], default).Soon();
        Assert.Equal(WebSocketCloseStatus.InvalidMessageType, result.CloseStatus);
    }

    [Fact]
    public void A_broker_must_have_been_added()
    {
        WebApplication app = WebApplication.CreateSlimBuilder().Build();
        Assert.Contains("AddMqttBroker", Assert.Throws<InvalidOperationException>(() => app.MapMqttWebSocket("/mqtt")).Message);
    }

    private static async Task<HttpStatusCode> RefusalAsync(WebAppFixture fixture, string protocol, string? origin)
    {
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol(protocol);
        socket.Options.CollectHttpResponseDetails = true;
        if (origin is not null)
        {
            socket.Options.SetRequestHeader("Origin", origin);
        }

        try
        {
            await socket.ConnectAsync(new Uri($"ws://{fixture.Ends[0]}/mqtt"), default).Soon();
        }
        catch (WebSocketException)
        {
            // The status tells.
        }

        return socket.HttpStatusCode;
    }
}
