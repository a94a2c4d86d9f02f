using Topiary.Protocol;

namespace Topiary.Transport.Tests.Connection;

/// <summary>Counts what the whole process allocates, so nothing else may run beside it.</summary>
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
[Collection(nameof(AllocationTests))]
public class AllocationTests
{
    [Fact]
    public void A_packet_costs_no_allocation_in_the_steady_state()
    {
        const int Packets = 200_000;
        MemoryLink link = MemoryLink.CreatePair();
        int received = 0;
        var sink = new RecordingSink
        {
            Handler = _ =>
            {
                Volatile.Write(ref received, received + 1);
                return default;
            },
        };
        Task<ConnectionEnd> run = new PacketConnection(link.Server, PacketConnectionOptions.Default, sink, TimeProvider.System).RunAsync();
        WriteQueue output = new PacketConnection(link.Client, new PacketConnectionOptions { OutputLimit = 32 * 1024, OutputLowWater = 16 * 1024 }, new RecordingSink(), TimeProvider.System).Output;
        void Send(int count)
        {
            int target = received + count;
            for (int i = 0; i < count; i++)
            {
                while (!output.TryWrite(new RawPacket(1, i, 16), MqttVersion.V500))
                {
                    Thread.Yield();
                }

                output.Flush();
            }

            SpinWait.SpinUntil(() => Volatile.Read(ref received) >= target, Wait.Limit);
            Assert.Equal(target, received);
        }

        Send(Packets);
        long least = long.MaxValue;
        for (int round = 0; round < 3; round++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            Send(Packets);
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        // The test host and a pool that is filled for the first time cost a little; any object per packet would be at least 24 bytes each.
        Assert.True(least < Packets / 4, $"{least} bytes for {Packets} packets");
        Assert.False(run.IsCompleted);
    }

    [Fact]
    public async Task A_round_trip_of_one_packet_at_a_time_costs_no_allocation()
    {
        const int Rounds = 20_000;
        MemoryLink link = MemoryLink.CreatePair();
        var echo = new RecordingSink();
        var server = new PacketConnection(link.Server, PacketConnectionOptions.Default, echo, TimeProvider.System);
        echo.Handler = _ =>
        {
            server.Output.TryWriteEncoded([0xD0, 0]);
            return default;
        };
        int left = 0;
        using var done = new SemaphoreSlim(0);
        var sink = new RecordingSink();
        var client = new PacketConnection(link.Client, PacketConnectionOptions.Default, sink, TimeProvider.System);
        sink.Handler = _ =>
        {
            if (--left > 0)
            {
                client.Output.TryWriteEncoded([0xC0, 0]);
            }
            else
            {
                done.Release();
            }

            return default;
        };
        _ = server.RunAsync();
        _ = client.RunAsync();
        long least = long.MaxValue;
        for (int round = 0; round < 4; round++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            left = Rounds;
            client.Output.TryWriteEncoded([0xC0, 0]);
            client.Output.Flush();
            Assert.True(await done.WaitAsync(Wait.Limit));
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        Assert.True(least < Rounds, $"{least} bytes for {Rounds} round trips");
        Assert.Equal(client.PacketsSent, client.Output.Sends);
    }
}
