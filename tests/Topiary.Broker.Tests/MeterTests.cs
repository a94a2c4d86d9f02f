using System.Diagnostics.Metrics;

namespace Topiary.Broker.Tests;

public sealed class MeterTests
{
    [Fact]
    public async Task Statistics_can_be_observed_while_the_broker_runs()
    {
        var seen = new Dictionary<string, long>(StringComparer.Ordinal);
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, self) =>
            {
                if (instrument.Meter.Name == MqttBroker.MeterName)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        await using TestBroker host = await TestBroker.StartAsync(static options => options.Listeners.Insert(0, "memory:metered"));
        string address = host.Broker.Addresses[0];
        Assert.Equal("memory:metered", address);
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            if (Equals(tags[0].Value, address))
            {
                seen[instrument.Name + (tags.Length > 1 ? $" {tags[1].Key}={tags[1].Value}" : "")] = value;
            }
        });
        listener.Start();
        listener.RecordObservableInstruments();
        Assert.Equal((0, 0), (seen["topiary.broker.connections"], seen["topiary.broker.messages.received"]));

        RawClient client = await host.ConnectAsync("a");
        await client.SubscribeAsync("other/#");
        await client.PublishAckedAsync("t/1", "x", retain: true);
        listener.RecordObservableInstruments();

        Assert.Equal(
            (1, 1, 1, 1, 1),
            (seen["topiary.broker.connections"], seen["topiary.broker.sessions"], seen["topiary.broker.subscriptions"],
                seen["topiary.broker.retained.messages"], seen["topiary.broker.messages.received"]));
        Assert.True(seen["topiary.broker.bytes.received"] > 0);
        Assert.Contains("topiary.broker.messages.dropped reason=QueueFull", seen.Keys);

        await host.Broker.StopAsync();
        seen.Clear();
        listener.RecordObservableInstruments();
        Assert.Empty(seen);
    }
}
