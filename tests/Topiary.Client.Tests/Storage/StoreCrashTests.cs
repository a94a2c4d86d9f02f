using System.Collections.Concurrent;
using Topiary.Broker;
using Topiary.Client.Tests.Scripting;
using Topiary.Storage.Simulation;
using Topiary.Transport;

namespace Topiary.Client.Tests;

/// <summary>
/// A client with a store publishes to a real broker, and the machine goes off at every operation on its disk in turn. A later run must deliver
/// everything that was accepted: at QoS 2 once, in order.
/// </summary>
public sealed class StoreCrashTests
{
    private const int Messages = 60;
    private const int AtOnce = 3;

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    [InlineData(1.0)]
    public async Task What_was_accepted_is_delivered_wherever_the_power_goes(double survival)
    {
        var network = new MemoryNetwork();
        await using var broker = new MqttBroker(new MqttBrokerOptions { Listeners = { "memory:crash" }, MemoryNetwork = network, AllowAnonymous = true });
        await broker.StartAsync();
        var received = new ConcurrentQueue<string>();
        await using MqttClient subscriber = MqttClient.Create(Options(network, "subscriber"));
        await subscriber.ConnectAsync().Soon();
        using var sentinels = new SemaphoreSlim(0);
        await subscriber.SubscribeAsync(new SubscriptionSpec("run/#", QoS.ExactlyOnce), new Recorder(received, sentinels), CancellationToken.None).Soon();
        for (long operation = 0; ; operation++)
        {
            received.Clear();
            if (!await CrashAsync(broker, network, operation, survival, received, sentinels))
            {
                Assert.True(operation > 25, $"Only {operation} operations were there to be cut at.");
                return;
            }
        }
    }

    private static async Task<bool> CrashAsync(MqttBroker broker, MemoryNetwork network, long operation, double survival, ConcurrentQueue<string> received, SemaphoreSlim sentinels)
    {
        var disk = new SimulatedDisk { StopAfter = operation };
        string id = $"crash-{survival}-{operation}";
        var accepted = new List<string>();
        await using (MqttClient client = MqttClient.Create(Options(network, id).UseDisk(disk, PublishCompletion.Stored)))
        {
            try
            {
                await client.ConnectAsync().Soon();
                for (int i = 0; i < Messages; i += AtOnce)
                {
                    (string Text, Task<MqttPublishResult> Publish)[] publishes = [.. Enumerable.Range(i, AtOnce).Select(i => Publish(client, i))];
                    await Task.WhenAny(Task.WhenAll(publishes.Select(static publish => publish.Publish))).Soon();
                    accepted.AddRange(publishes.Where(static publish => publish.Publish.IsCompletedSuccessfully).Select(static publish => publish.Text));
                    await Task.WhenAll(publishes.Select(static publish => publish.Publish));
                }

                await UntilDeliveredAsync(client, disk);
            }
            catch (MqttStoreException)
            {
                // The machine is off.
            }
        }

        var random = new Random((int)operation);
        SimulatedDisk after = disk.CutPower(random, survival);
        await using (MqttClient client = MqttClient.Create(Options(network, id).UseDisk(after, PublishCompletion.Stored)))
        {
            await client.ConnectAsync().Soon();
            await UntilDeliveredAsync(client, after);
            await client.PublishAsync("run/sentinel", "sentinel", QoS.ExactlyOnce).Soon();
            await UntilDeliveredAsync(client, after);
        }

        Assert.True(await sentinels.WaitAsync(TimeSpan.FromSeconds(10)), $"Cut at {operation}: the sentinel was not delivered.");
        Check([.. received], accepted, $"Cut at {operation}, survival {survival}");
        return disk.IsStopped;
    }

    private static (string Text, Task<MqttPublishResult> Publish) Publish(MqttClient client, int number)
    {
        string text = $"q{1 + (number % 2)} {number}";
        return (text, client.PublishAsync("run/topic", text, number % 2 == 0 ? QoS.AtLeastOnce : QoS.ExactlyOnce).AsTask());
    }

    private static void Check(List<string> received, List<string> accepted, string what)
    {
        string all = $"{what}: accepted {string.Join(", ", accepted)}; received {string.Join(", ", received)}";
        Assert.True(accepted.All(received.Contains), $"Lost. {all}");
        Assert.True(received.Where(static text => text.StartsWith("q2", StringComparison.Ordinal)).GroupBy(static text => text).All(static group => group.Count() == 1), $"Twice. {all}");
        List<string> firsts = [.. received.Distinct()];
        Assert.True(firsts.SequenceEqual(firsts.OrderBy(static text => int.Parse(text[3..], System.Globalization.CultureInfo.InvariantCulture))), $"Out of order. {all}");
    }

    private static async Task UntilDeliveredAsync(MqttClient client, SimulatedDisk disk)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (client.Statistics is { InFlight: > 0 } or { Queued: > 0 } && !disk.IsStopped)
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private static MqttClientOptions Options(MemoryNetwork network, string id) => new()
    {
        Brokers = ["memory:crash"],
        ClientId = id,
        Transports = TransportRegistry.CreateDefault().AddMemory(network),
    };

    /// <summary>Notes payloads, and counts sentinels.</summary>
    private sealed class Recorder(ConcurrentQueue<string> received, SemaphoreSlim sentinels) : IMessageReceiver
    {
        public void OnMessage(in ReceivedMessage message, MessageReceipt receipt)
        {
            string text = message.ToMessage().GetText();
            if (text == "sentinel")
            {
                sentinels.Release();
            }
            else
            {
                received.Enqueue(text);
            }

            receipt.Complete();
        }
    }
}
