using System.Diagnostics;
using Topiary.Client;

namespace Topiary.Benchmarks;

/// <summary>Untyped publishes of one client, pipelined.</summary>
internal static class RawPublish
{
    private static readonly byte[] s_payload = new byte[16];

    /// <summary>Gives messages a second, up to the last one's acknowledgement; for QoS 0 up to a QoS 1 message behind them.</summary>
    public static async Task<double> RunAsync(string broker, QoS qos, int inFlight, int messages)
    {
        await using MqttClient client = MqttClient.Create(new MqttClientOptions { Brokers = [broker] });
        await client.ConnectAsync();
        await PublishAsync(client, QoS.AtLeastOnce);
        long start = Stopwatch.GetTimestamp();
        if (qos == QoS.AtMostOnce)
        {
            for (int i = 0; i < messages; i++)
            {
                await PublishAsync(client, qos);
            }

            await PublishAsync(client, QoS.AtLeastOnce);
        }
        else
        {
            await WindowAsync(client, qos, inFlight, messages);
        }

        return messages / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    // The oldest is awaited before the next one is sent, as an application with a bounded pipeline does.
    private static async Task WindowAsync(MqttClient client, QoS qos, int inFlight, int messages)
    {
        var window = new ValueTask<MqttPublishResult>[inFlight];
        for (int i = 0; i < messages; i++)
        {
            if (i >= inFlight)
            {
                await window[i % inFlight];
            }

            window[i % inFlight] = PublishAsync(client, qos);
        }

        for (int i = messages; i < messages + Math.Min(inFlight, messages); i++)
        {
            await window[i % inFlight];
        }
    }

    private static ValueTask<MqttPublishResult> PublishAsync(MqttClient client, QoS qos)
    {
        PublishFrame frame = client.RentFrame();
        frame.QoS = qos;
        frame.AppendTopic("bench/raw"u8);
        s_payload.CopyTo(frame.GetSpan(s_payload.Length));
        frame.Advance(s_payload.Length);
        return client.PublishAsync(frame, CancellationToken.None);
    }
}
