using Topiary.Transport;

namespace Topiary.Broker.AspNetCore.Tests;

/// <summary>Real clients, and what they do in these tests.</summary>
internal static class Clients
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    public static Task<T> Soon<T>(this ValueTask<T> task) => task.AsTask().WaitAsync(s_limit);

    public static Task Soon(this ValueTask task) => task.AsTask().WaitAsync(s_limit);

    public static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(s_limit);

    public static Task Soon(this Task task) => task.WaitAsync(s_limit);

    public static MqttClient Create(string address, Func<MqttClientOptions, MqttClientOptions>? with = null)
    {
        var options = new MqttClientOptions { Brokers = [address], Tls = TestCertificates.Connecting };
        return MqttClient.Create(with?.Invoke(options) ?? options);
    }

    public static async Task<MqttClient> ConnectAsync(string address, Func<MqttClientOptions, MqttClientOptions>? with = null)
    {
        MqttClient client = Create(address, with);
        await client.ConnectAsync().Soon();
        return client;
    }

    /// <summary>Tries once to connect and says why it failed.</summary>
    public static async Task<MqttConnectException> FailAsync(string address, Func<MqttClientOptions, MqttClientOptions>? with = null)
    {
        await using MqttClient client = Create(address, with);
        return await Assert.ThrowsAsync<MqttConnectException>(() => client.ConnectAsync().Soon());
    }

    /// <summary>Publishes a message and receives it.</summary>
    public static async Task RoundTripAsync(MqttClient client, QoS qos, int size = 10)
    {
        byte[] payload = new byte[size];
        new Random(size).NextBytes(payload);
        string topic = $"round/{(int)qos}/{size}";
        await using IAsyncEnumerator<MqttMessage> messages = client.Messages(topic, qos).GetAsyncEnumerator();
        Task<bool> next = messages.MoveNextAsync().AsTask();
        await client.SubscribeAsync(topic, qos).Soon();
        await client.PublishAsync(topic, payload, qos).Soon();
        Assert.True(await next.Soon());
        Assert.Equal((topic, qos), (messages.Current.Topic, messages.Current.QoS));
        Assert.Equal(payload, messages.Current.Payload.ToArray());
    }
}
