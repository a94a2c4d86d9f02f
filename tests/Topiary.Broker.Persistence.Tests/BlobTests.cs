using Microsoft.Extensions.Logging.Abstractions;
using Topiary.Storage.Simulation;

namespace Topiary.Broker.Persistence.Tests;

/// <summary>Which payloads are files of their own.</summary>
public sealed class BlobTests
{
    private static readonly StoreContext s_context = new(TimeProvider.System, NullLoggerFactory.Instance);
    private static readonly FileStoreOptions s_options = new() { CommitDelay = TimeSpan.Zero, MinimumFreeBytes = 0 };

    [Theory]
    [InlineData(65_535, 1, false)]
    [InlineData(65_536, 1, true)]
    [InlineData(65_535, 65_535, false)]
    [InlineData(65_536, 65_535, true)]
    public async Task A_payload_of_64_KiB_is_a_blob_and_a_smaller_one_is_not(int size, int topicLength, bool isBlob)
    {
        byte[] payload = new byte[size];
        new Random(size).NextBytes(payload);
        byte[] topic = new byte[topicLength];
        Array.Fill(topic, (byte)'t');
        var disk = new SimulatedDisk();
        await using (var store = new FileBrokerStore(disk.Directory(), s_options))
        {
            await store.OpenAsync(s_context, CancellationToken.None);
            store.SetSession(new SessionRecord(1, "c", null, uint.MaxValue, null, DurabilityLevel.Disk, Will(payload)));

            // With more deliveries than fit beside them, publisher and properties.
            var message = new StoredMessage(topic, new byte[1000], payload, QoS.AtLeastOnce, false, null) { PublisherId = new string('p', 1000), PublisherPrincipal = "u" };
            DeliveryRecord[] deliveries = [.. Enumerable.Range(1, 12_000).Select(i => new DeliveryRecord(new DeliveryKey(1, i), DeliveryState.Queued, 0, QoS.AtLeastOnce, false, []))];
            store.Publish(new PublishRecord { Message = message, Deliveries = deliveries });
            await store.CommitAsync(store.Position, DurabilityLevel.Disk);
        }

        Assert.Equal(isBlob ? 2 : 0, disk.Names.Count(name => name.EndsWith(".blob", StringComparison.Ordinal)));
        await using var again = new FileBrokerStore(disk.Directory(), s_options);
        StoredSession session = Assert.Single((await again.OpenAsync(s_context, CancellationToken.None)).Sessions);
        Assert.Equal(12_000, session.Deliveries.Count);
        Assert.All(session.Deliveries, delivery => Assert.True(delivery.Message!.Payload.Span.SequenceEqual(payload) && delivery.Message.Topic.Span.SequenceEqual(topic)));
        Assert.Equal(payload, session.Session.Will!.Payload.ToArray());
    }

    private static Topiary.Protocol.WillMessage Will(byte[] payload) => new() { Topic = "will", Payload = payload, QoS = QoS.AtLeastOnce };
}
