using Topiary.Client.Tests.Scripting;

namespace Topiary.Client.Tests;

/// <summary>What the hot paths allocate, to the byte. Everything runs on the test's thread; see <see cref="LoopTransport"/>.</summary>
[Collection(nameof(AllocationTests))]
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
public sealed class AllocationTests
{
    private const int Warmup = 200;
    private const int Messages = 10_000;

    [Theory]
    [InlineData(QoS.AtMostOnce)]
    [InlineData(QoS.AtLeastOnce)]
    public async Task Publishing_allocates_nothing(QoS qos)
    {
        await using MqttClient client = LoopTransport.Client(out LoopTransport transport);
        await client.ConnectAsync().Soon();
        Publish(client, qos, Warmup);
        long sent = transport.PacketsSent;
        int rounds = 0;
        Assert.Equal(0, LeastAllocated(() =>
        {
            Publish(client, qos, Messages);
            rounds++;
        }));
        Assert.Equal(rounds * Messages, transport.PacketsSent - sent);
        Assert.Equal(0, client.Statistics.InFlight);
    }

    [Fact]
    public async Task Publishing_with_a_token_that_can_be_cancelled_allocates_nothing()
    {
        await using MqttClient client = LoopTransport.Client(out _);
        await client.ConnectAsync().Soon();
        using var cancel = new CancellationTokenSource();
        Publish(client, QoS.AtLeastOnce, Warmup, cancel.Token);
        Assert.Equal(0, LeastAllocated(() => Publish(client, QoS.AtLeastOnce, Messages, cancel.Token)));
    }

    [Fact]
    public async Task A_burst_of_publishes_makes_few_sends()
    {
        await using MqttClient client = LoopTransport.Client(out LoopTransport transport, new BusyTime());
        await client.ConnectAsync().Soon();
        int sends = transport.Sends;
        long packets = transport.PacketsSent;
        using (transport.HoldSends())
        {
            Publish(client, QoS.AtMostOnce, Messages);
        }

        await transport.UntilSentAsync(packets + Messages).Soon();
        Assert.InRange(transport.Sends - sends, 1, 20);
        Assert.Equal(0, client.Statistics.OutputBytes);
    }

    [Theory]
    [InlineData("30 08 00 03 61 2F 62 00 68 69")]
    [InlineData("32 0A 00 03 61 2F 62 00 07 00 68 69")]
    [InlineData("30 0A 00 03 61 2F 62 02 0B 01 68 69")]
    public async Task Receiving_allocates_nothing(string packet)
    {
        await using MqttClient client = LoopTransport.Client(out LoopTransport transport);
        await client.ConnectAsync().Soon();
        var receiver = new CountingReceiver();
        await client.SubscribeAsync(new SubscriptionSpec("a/+"), receiver, default).Soon();
        byte[] bytes = Convert.FromHexString(packet.Replace(" ", "", StringComparison.Ordinal));
        Inject(transport, bytes, Warmup);
        int rounds = 0;
        Assert.Equal(0, LeastAllocated(() =>
        {
            Inject(transport, bytes, Messages);
            rounds++;
        }));
        Assert.Equal(Warmup + (rounds * Messages), receiver.Count);
        Assert.Equal(0, client.Statistics.Unacknowledged);
    }

    [Fact]
    public async Task Receiving_from_more_topics_than_are_remembered_allocates_nothing()
    {
        await using MqttClient client = LoopTransport.Client(out LoopTransport transport);
        await client.ConnectAsync().Soon();
        var receiver = new CountingReceiver();
        await client.SubscribeAsync(new SubscriptionSpec("a/+"), receiver, default).Soon();
        byte[][] packets = [.. Enumerable.Range(0, 2_000).Select(i => (byte[])[0x30, 11, 0, 6, .. System.Text.Encoding.ASCII.GetBytes($"a/{i:D4}"), 0, 0x68, 0x69])];
        int rounds = 0;
        void Round()
        {
            foreach (byte[] packet in packets)
            {
                transport.Inject(packet);
            }

            rounds++;
        }

        Round();
        Assert.Equal(0, LeastAllocated(Round));
        Assert.Equal(rounds * packets.Length, receiver.Count);
    }

    // The least of a few measurements: a garbage collection that other tests cause empties the array pools, which is no cost of a message.
    private static long LeastAllocated(Action messages)
    {
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 5 && least > 0; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            messages();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }

    private static void Inject(LoopTransport transport, byte[] packet, int count)
    {
        for (int i = 0; i < count; i++)
        {
            transport.Inject(packet);
        }
    }

    private static void Publish(MqttClient client, QoS qos, int count, CancellationToken ct = default)
    {
        for (int i = 0; i < count; i++)
        {
            PublishFrame frame = client.RentFrame();
            frame.QoS = qos;
            frame.AppendTopic("a/b"u8);
            frame.SetContentType("x"u8);
            "hello"u8.CopyTo(frame.GetSpan(5));
            frame.Advance(5);
            ValueTask<MqttPublishResult> publish = client.PublishAsync(frame, ct);
            if (!publish.IsCompletedSuccessfully || publish.Result.ReasonCode != ReasonCode.Success)
            {
                throw new InvalidOperationException("The answer comes inside the call.");
            }
        }
    }

    /// <summary>A clock on which everything happens in quick succession.</summary>
    private sealed class BusyTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Increment(ref _ticks);
    }

    private sealed class CountingReceiver : IMessageReceiver
    {
        public int Count { get; private set; }

        public void OnMessage(in ReceivedMessage message, MessageReceipt receipt)
        {
            Count += message.Payload.Length == 2 ? 1 : 0;
            receipt.Complete();
        }
    }
}
