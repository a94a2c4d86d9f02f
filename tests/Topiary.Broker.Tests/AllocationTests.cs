using System.Text;
using Topiary.Protocol;
using Topiary.Transport;

namespace Topiary.Broker.Tests;

/// <summary>Gates on the bytes that routing allocates and the sends it makes. The message takes the way of a received one: frame, handler, router, output queue, flush.</summary>
[Collection("allocation")]
public sealed class AllocationTests
{
    private const int Messages = 1000;

    [Theory]
    [InlineData(1, MqttVersion.V311)]
    [InlineData(1, MqttVersion.V500)]
    [InlineData(10, MqttVersion.V500)]
    public async Task Routing_qos_0_to_existing_subscribers_allocates_nothing(int subscribers, MqttVersion version)
    {
        await using Pipeline pipeline = await Pipeline.StartAsync(subscribers, version, QoS.AtMostOnce);
        PacketFrame frame = Pipeline.Frame("some/topic", version, QoS.AtMostOnce, Properties.Block(("name", "value")));
        Assert.Equal(0, pipeline.Measure(frame, Messages));
        Assert.True(pipeline.Delivered >= Messages * subscribers);
    }

    [Fact]
    public async Task Routing_by_topic_alias_allocates_nothing()
    {
        await using Pipeline pipeline = await Pipeline.StartAsync(1, MqttVersion.V500, QoS.AtMostOnce);
        PacketFrame first = Pipeline.Frame("some/topic", MqttVersion.V500, QoS.AtMostOnce, new PublishProperties(default, topicAlias: 1));
        pipeline.Measure(first, 1);
        PacketFrame next = Pipeline.Frame("", MqttVersion.V500, QoS.AtMostOnce, new PublishProperties(default, topicAlias: 1));
        Assert.Equal(0, pipeline.Measure(next, Messages));
    }

    [Theory]
    [InlineData(MqttVersion.V311)]
    [InlineData(MqttVersion.V500)]
    public async Task Qos_1_to_sessions_that_end_with_their_connection_allocates_nothing(MqttVersion version)
    {
        await using Pipeline pipeline = await Pipeline.StartAsync(10, version, QoS.AtLeastOnce);
        PacketFrame frame = Pipeline.Frame("some/topic", version, QoS.AtLeastOnce, default);
        Assert.Equal(0, pipeline.Measure(frame, Messages));
        Assert.True(pipeline.Delivered >= Messages * 10);
    }

    [Fact]
    public async Task Qos_1_to_ten_subscribers_keeps_one_copy_of_the_payload()
    {
        await using Pipeline pipeline = await Pipeline.StartAsync(10, MqttVersion.V500, QoS.AtLeastOnce, sessionExpiry: 60);
        PacketFrame frame = Pipeline.Frame("some/topic", MqttVersion.V500, QoS.AtLeastOnce, default, payloadSize: 10_000);
        long bytes = pipeline.Measure(frame, 50) / 50;

        // The payload once, with a header each for the array and the message that refers to it; ten copies would be 100,000.
        Assert.InRange(bytes, 10_000, 10_300);
    }

    [Theory]
    [InlineData(1, QoS.AtMostOnce)]
    [InlineData(10, QoS.AtMostOnce)]
    [InlineData(10, QoS.AtLeastOnce)]
    public async Task The_packets_of_one_read_leave_in_one_send_a_receiver(int subscribers, QoS qos)
    {
        await using Pipeline pipeline = await Pipeline.StartAsync(subscribers, MqttVersion.V500, qos);
        PacketFrame frame = Pipeline.Frame("some/topic", MqttVersion.V500, qos, default);
        (long Sends, long Packets)[] before = pipeline.Sent;
        pipeline.HandleRead(frame, Messages);
        Assert.All(before.Zip(pipeline.Sent), sent => Assert.Equal((1, Messages), (sent.Second.Sends - sent.First.Sends, sent.Second.Packets - sent.First.Packets)));
    }

    [Fact]
    public void Looking_a_topic_up_allocates_nothing()
    {
        var topics = new TopicTable();
        var index = new SubscriptionIndex(topics);
        byte[] name = Encoding.UTF8.GetBytes("a/b/c");
        index.Match(topics.GetOrAdd(name));
        long before = GC.GetAllocatedBytesForCurrentThread();
        int found = 0;
        for (int i = 0; i < Messages; i++)
        {
            found += index.Match(topics.GetOrAdd(name)).Count;
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(0, found);
    }

    /// <summary>A broker whose publisher's packets are handed in by the test's own thread, so that its allocations can be counted.</summary>
    private sealed class Pipeline : IAsyncDisposable
    {
        private readonly TestBroker _broker;
        private readonly ClientConnection _publisher;
        private readonly List<Sink> _sinks;

        private Pipeline(TestBroker broker, ClientConnection publisher, List<Sink> sinks)
        {
            _broker = broker;
            _publisher = publisher;
            _sinks = sinks;
        }

        public long Delivered => _broker.Broker.GetStatistics().MessagesDelivered;

        /// <summary>What each receiver was sent.</summary>
        public (long Sends, long Packets)[] Sent => [.. _sinks.Skip(1).Select(static sink => (sink.Connection!.Output.Sends, sink.Connection.Output.PacketsSent))];

        public static async Task<Pipeline> StartAsync(int subscribers, MqttVersion version, QoS qos, uint? sessionExpiry = null)
        {
            TestBroker broker = await TestBroker.StartAsync(o => o.MaximumInflight = 65_000);
            var sinks = new List<Sink>();
            BrokerCore core = broker.Broker.Core;
            for (int i = 0; i <= subscribers; i++)
            {
                var sink = new Sink();
                sinks.Add(sink);
                var connection = new ClientConnection(core, sink, new PacketConnectionOptions(), allowAnonymous: true, DurabilityLevel.Memory);
                await connection.OnPacketAsync(ToFrame(new ConnectPacket { ClientId = $"c{i}", CleanStart = true, Version = version, SessionExpiryInterval = sessionExpiry }, version));
                sink.Connection = connection;
                if (i > 0)
                {
                    var subscription = new SubscriptionRequest(i % 2 == 0 ? "some/topic" : "some/+", new SubscriptionOptions(qos));
                    await connection.OnPacketAsync(ToFrame(new SubscribePacket { PacketId = 1, Subscriptions = [subscription] }, version));
                }

                connection.OnBatchEnd();
                connection.Output.Flush();
            }

            return new Pipeline(broker, sinks[0].Connection!, sinks);
        }

        public static PacketFrame Frame(string topic, MqttVersion version, QoS qos, PublishProperties properties, int payloadSize = 16) => ToFrame(
            new PublishPacket
            {
                Topic = Encoding.UTF8.GetBytes(topic),
                QoS = qos,
                PacketId = qos == QoS.AtMostOnce ? (ushort)0 : (ushort)1,
                Properties = properties,
                Payload = new byte[payloadSize],
            },
            version);

        /// <summary>
        /// Bytes allocated by handling a frame so many times, after a warm-up; each time as a read of its own. The least of a few measurements:
        /// a garbage collection that other tests cause empties the array pools, which has nothing to do with the path.
        /// </summary>
        public long Measure(PacketFrame frame, int count)
        {
            Handle(frame, count);
            long least = long.MaxValue;
            for (int attempt = 0; attempt < 5 && least > 0; attempt++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                Handle(frame, count);
                least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            }

            return least;
        }

        /// <summary>Handles so many packets as one read.</summary>
        public void HandleRead(PacketFrame frame, int count)
        {
            for (int i = 0; i < count; i++)
            {
                ValueTask handled = _publisher.OnPacketAsync(frame);
                Assert.True(handled.IsCompletedSuccessfully);
            }

            _publisher.OnBatchEnd();
        }

        public async ValueTask DisposeAsync()
        {
            foreach (Sink sink in _sinks)
            {
                await sink.Connection!.DisposeAsync();
            }

            await _broker.DisposeAsync();
        }

        private void Handle(PacketFrame frame, int count)
        {
            for (int i = 0; i < count; i++)
            {
                ValueTask handled = _publisher.OnPacketAsync(frame);
                Assert.True(handled.IsCompletedSuccessfully);
                _publisher.OnBatchEnd();
                _publisher.Output.Flush();
                foreach (Sink sink in _sinks)
                {
                    sink.Acknowledge();
                }
            }
        }

        private static PacketFrame ToFrame<TPacket>(TPacket packet, MqttVersion version)
            where TPacket : IOutboundPacket
        {
            var bytes = new byte[packet.GetSize(version)];
            packet.Write(bytes, version);
            Assert.True(FrameReader.TryReadHeader(bytes, version, int.MaxValue, out FrameHeader header));
            return new PacketFrame(header.Type, header.Flags, bytes.AsMemory(header.HeaderLength));
        }
    }

    /// <summary>A transport that takes everything at once, never receives, and knows the last message of QoS 1 that it was sent.</summary>
    private sealed class Sink : TransportConnection
    {
        private readonly byte[] _ack = new byte[2];
        private bool _isUnacknowledged;

        public ClientConnection? Connection { get; set; }

        public void Acknowledge()
        {
            if (_isUnacknowledged)
            {
                _isUnacknowledged = false;
                ValueTask handled = Connection!.OnPacketAsync(new PacketFrame(PacketType.PubAck, 0, _ack));
                Assert.True(handled.IsCompletedSuccessfully);
                Connection.OnBatchEnd();
            }
        }

        public override ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken) => new(0);

        public override ValueTask SendAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
        {
            ReadOnlySpan<byte> bytes = buffer.Span;
            if (bytes[0] == 0x32 && FrameReader.TryReadHeader(bytes, MqttVersion.V500, int.MaxValue, out FrameHeader header))
            {
                int topicLength = System.Buffers.Binary.BinaryPrimitives.ReadUInt16BigEndian(bytes[header.HeaderLength..]);
                bytes.Slice(header.HeaderLength + 2 + topicLength, 2).CopyTo(_ack);
                _isUnacknowledged = true;
            }

            return default;
        }

        public override ValueTask CloseAsync(CancellationToken cancellationToken) => default;

        public override void Abort()
        {
        }
    }
}
