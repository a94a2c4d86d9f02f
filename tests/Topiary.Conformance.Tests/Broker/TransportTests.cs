using System.Net.Sockets;
using Topiary.Broker;

namespace Topiary.Conformance.Tests.Broker;

/// <summary>Section 4.2: the network.</summary>
public sealed class TransportTests
{
    [Fact]
    [Normative("MQTT-4.2.0-1")]
    [Normative311("MQTT-7.1.1-1", "MQTT-7.1.2-1")]
    public async Task Broker_and_client_speak_over_tcp()
    {
        await using var broker = new MqttBroker(new MqttBrokerOptions { Listeners = { "tcp://127.0.0.1:0" } });
        await broker.StartAsync();
        await using MqttClient client = MqttClient.Create(new MqttClientOptions { Brokers = [broker.Addresses[0].Replace("tcp:", "mqtt:", StringComparison.Ordinal)] });
        await client.ConnectAsync();
        await client.SubscribeAsync("t");
        await using IAsyncEnumerator<MqttMessage> messages = client.Messages("t").GetAsyncEnumerator();
        ValueTask<bool> next = messages.MoveNextAsync();
        string large = new('x', 1_000_000);
        MqttPublishResult result = default!;
        while (!next.IsCompleted)
        {
            result = await client.PublishAsync("t", large, ExactlyOnce);
        }

        Assert.True(await next);
        Assert.Equal(1_000_000, messages.Current.Payload.Length);
        Assert.Equal(ReasonCode.Success, result.ReasonCode);
    }

    [Fact]
    [Normative("MQTT-4.2.0-1")]
    [Normative311("MQTT-7.1.1-1")]
    public async Task Bytes_that_arrive_one_at_a_time_over_tcp_are_the_same_packets()
    {
        await using var broker = new MqttBroker(new MqttBrokerOptions { Listeners = { "tcp://127.0.0.1:0" } });
        await broker.StartAsync();
        using var tcp = new TcpClient { NoDelay = true };
        var address = new Uri(broker.Addresses[0]);
        await tcp.ConnectAsync(address.Host, address.Port);
        NetworkStream stream = tcp.GetStream();
        foreach (byte b in (byte[])[.. Notation.Encode("10 ~ [MQTT] 04 02 #0 [c]", V311), .. Notation.Encode("82 ~ #1 [t] 00", V311), .. Notation.Encode("30 ~ [t] 'hello'", V311)])
        {
            stream.WriteByte(b);
        }

        byte[] expected = [.. Notation.Encode("20 02 00 00"), .. Notation.Encode("90 03 #1 00"), .. Notation.Encode("30 ~ [t] 'hello'", V311)];
        byte[] answer = new byte[expected.Length];
        await stream.ReadExactlyAsync(answer);
        Assert.Equal(Convert.ToHexString(expected), Convert.ToHexString(answer));
    }
}
