using System.Globalization;
using System.Text;
using Topiary.Client;

namespace Topiary.Benchmarks;

/// <summary>Clients that subscribe, publish in every quality of service, retain, leave and come again.</summary>
internal sealed class SoakLoad : IMessageReceiver
{
    private const int Burst = 64;
    private const int BurstsALife = 500;
    private long _messages;

    public long Messages => Interlocked.Read(ref _messages);

    public void OnMessage(in ReceivedMessage message, MessageReceipt receipt)
    {
        Interlocked.Increment(ref _messages);
        receipt.Complete();
    }

    /// <summary>One client after another, until stopped.</summary>
    public async Task RunAsync(string broker, int number, CancellationToken stop)
    {
        byte[][] topics = [.. Enumerable.Range(0, 100).Select(i => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"soak/{number}/{i}")))];
        while (!stop.IsCancellationRequested)
        {
            await using MqttClient client = MqttClient.Create(new MqttClientOptions { Brokers = [broker] });
            await client.ConnectAsync(CancellationToken.None);
            await using IAsyncDisposable subscription = await client.SubscribeAsync(
                new SubscriptionSpec(string.Create(CultureInfo.InvariantCulture, $"soak/{number}/#"), QoS.ExactlyOnce), this, CancellationToken.None);
            for (int burst = 0; burst < BurstsALife && !stop.IsCancellationRequested; burst++)
            {
                await BurstAsync(client, topics, burst);
            }

            await client.DisconnectAsync(CancellationToken.None);
        }
    }

    private static async Task BurstAsync(MqttClient client, byte[][] topics, int burst)
    {
        var pending = new ValueTask<MqttPublishResult>[Burst];
        for (int i = 0; i < Burst; i++)
        {
            PublishFrame frame = client.RentFrame();
            frame.QoS = (QoS)(i % 3);
            frame.Retain = i % 16 == 0;
            frame.AppendTopic(topics[(burst + i) % topics.Length]);
            frame.GetSpan(100)[..100].Fill((byte)i);
            frame.Advance(100);
            pending[i] = client.PublishAsync(frame, CancellationToken.None);
        }

        foreach (ValueTask<MqttPublishResult> publish in pending)
        {
            await publish;
        }
    }
}
