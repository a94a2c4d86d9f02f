using Topiary.Client.Tests.Scripting;
using Topiary.Storage.Simulation;

namespace Topiary.Client.Tests;

internal static class StoreTestExtensions
{
    /// <summary>Options with a store on a simulated disk.</summary>
    public static MqttClientOptions UseDisk(this MqttClientOptions options, SimulatedDisk disk, PublishCompletion completion = PublishCompletion.Acknowledged) =>
        options with
        {
            CleanStart = false,
            FileStore = new FileStoreOptions
            {
                Files = disk.Directory(),
                Completion = completion,
                Log = new() { SegmentBytes = 16 * 1024, MinimumFreeBytes = 0, MinimumCompactionBytes = 32 * 1024, CommitDelay = TimeSpan.Zero },
            },
        };

    /// <summary>A client with a store that is connected, and the other end.</summary>
    public static async Task<(MqttClient Client, ServerPeer Peer)> StartAsync(
        this ScriptedServer server, SimulatedDisk disk, bool sessionPresent = false, PublishCompletion completion = PublishCompletion.Acknowledged)
    {
        MqttClient client = server.Client(options => options.UseDisk(disk, completion));
        Task connect = client.ConnectAsync().AsTask();
        ServerPeer peer = await server.AcceptAsync(sessionPresent);
        await connect.Soon();
        return (client, peer);
    }

    /// <summary>Asserts that the client has sent nothing, while its store can make nothing safe: a message for nobody needs no store.</summary>
    public static async Task ExpectNothingYetAsync(this ServerPeer peer)
    {
        peer.Publish("nobody", "", QoS.AtLeastOnce, 999);
        Assert.Equal(999, (await peer.ExpectAckAsync(PacketType.PubAck)).PacketId);
    }

    /// <summary>The power goes: the connection is lost, and the disk has only what was synced.</summary>
    public static SimulatedDisk CutPower(this ServerPeer peer, SimulatedDisk disk)
    {
        SimulatedDisk after = disk.CutPower(new Random(1), 0);
        peer.Cut();
        return after;
    }
}
