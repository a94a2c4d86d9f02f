using Topiary.Protocol;

namespace Topiary.Broker.Tests;

/// <summary>Every property in every packet of a client, against a broker: a wrong one ends the connection and leaves nothing behind.</summary>
public sealed class PropertyValidityTests
{
    // A valid value of each property, so that only its place is wrong.
    private static readonly Dictionary<int, byte[]> s_values = new()
    {
        [0x01] = [1], [0x02] = [0, 0, 0, 9], [0x03] = [0, 1, 97], [0x08] = [0, 1, 97], [0x09] = [0, 1, 0], [0x0B] = [7],
        [0x11] = [0, 0, 0, 9], [0x12] = [0, 1, 97], [0x13] = [0, 9], [0x15] = [0, 1, 97], [0x16] = [0, 1, 0], [0x17] = [1],
        [0x18] = [0, 0, 0, 9], [0x19] = [1], [0x1A] = [0, 1, 97], [0x1C] = [0, 1, 97], [0x1F] = [0, 1, 97], [0x21] = [0, 9],
        [0x22] = [0, 9], [0x23] = [0, 9], [0x24] = [1], [0x25] = [1], [0x26] = [0, 1, 97, 0, 1, 98], [0x27] = [0, 0, 0, 9],
        [0x28] = [1], [0x29] = [1], [0x2A] = [1],
    };

    [Theory]
    [InlineData("CONNECT", "11 15 16 17 19 21 22 26 27")]
    [InlineData("Will", "01 02 03 08 09 18 26")]
    [InlineData("PUBLISH", "01 02 03 08 09 0B 23 26")]
    [InlineData("PUBACK", "1F 26")]
    [InlineData("PUBREC", "1F 26")]
    [InlineData("PUBREL", "1F 26")]
    [InlineData("PUBCOMP", "1F 26")]
    [InlineData("SUBSCRIBE", "0B 26")]
    [InlineData("UNSUBSCRIBE", "26")]
    [InlineData("DISCONNECT", "11 1F 26")]
    [InlineData("AUTH", "15 16 1F 26")]
    public async Task CVE_2023_3592_and_CVE_2021_34431_a_property_in_the_wrong_place_or_twice_is_refused_and_leaves_nothing(string packet, string allowed)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        RawClient bystander = await broker.ConnectAsync("bystander");
        await bystander.SubscribeAsync("#");
        int deadlines = broker.Broker.Core.Deadlines.Count;
        byte[] fitting = Convert.FromHexString(allowed.Replace(" ", "", StringComparison.Ordinal));
        for (int id = 0; id < 128; id++)
        {
            byte[] property = [(byte)id, .. s_values.GetValueOrDefault(id, [0, 0, 0, 0])];
            bool isFitting = fitting.Contains((byte)id);
            if (!isFitting)
            {
                await AssertRefusedAsync(broker, packet, property);
            }
            else if (id != (int)PropertyId.UserProperty)
            {
                await AssertRefusedAsync(broker, packet, [.. property, .. property]);
            }
        }

        await TestBroker.UntilAsync(() => broker.Broker.GetStatistics() is { Connections: 1, Sessions: 1 }, "all are gone");
        await bystander.AssertNothingAsync();
        BrokerStatistics statistics = broker.Broker.GetStatistics();
        Assert.Equal(
            (1, 0, 0L, 0L, 0L),
            (statistics.Subscriptions, statistics.RetainedMessages, statistics.QueuedMessages, statistics.InflightMessages, statistics.MessagesReceived));
        Assert.Equal(deadlines, broker.Broker.Core.Deadlines.Count);
    }

    private static async Task AssertRefusedAsync(TestBroker broker, string packet, byte[] properties)
    {
        bool isFirst = packet is "CONNECT" or "Will";
        RawClient client = isFirst ? await broker.OpenAsync() : await broker.ConnectAsync("c");
        await client.SendRawAsync(PacketWith(packet, [(byte)properties.Length, .. properties]));
        ReasonCode? reason = isFirst
            ? ConnAckPacket.Read(await client.ReadAsync(PacketType.ConnAck), MqttVersion.V500).ReasonCode
            : await client.ReadEndAsync();
        Assert.True(
            reason is ReasonCode.MalformedPacket or ReasonCode.ProtocolError,
            $"{packet} with {Convert.ToHexString(properties)} is answered with {reason}");
        Assert.Null(await client.TryReadAsync());
    }

    // Each packet is valid but for its properties, and would leave something behind if it were taken.
    private static byte[] PacketWith(string packet, byte[] block)
    {
        (byte first, byte[] body) = packet switch
        {
            "CONNECT" => (0x10, [.. Head(0x02), .. block, 0, 1, (byte)'c']),
            "Will" => (0x10, [.. Head(0x26), 0, 0, 1, (byte)'c', .. block, 0, 1, (byte)'t', 0, 1, (byte)'x']),
            "PUBLISH" => (0x33, [0, 1, (byte)'t', 0, 1, .. block, (byte)'x']),
            "PUBACK" => (0x40, [0, 1, 0, .. block]),
            "PUBREC" => (0x50, [0, 1, 0, .. block]),
            "PUBREL" => (0x62, [0, 1, 0, .. block]),
            "PUBCOMP" => (0x70, [0, 1, 0, .. block]),
            "SUBSCRIBE" => (0x82, [0, 1, .. block, 0, 1, (byte)'t', 1]),
            "UNSUBSCRIBE" => (0xA2, [0, 1, .. block, 0, 1, (byte)'t']),
            "DISCONNECT" => (0xE0, [0, .. block]),
            "AUTH" => ((byte)0xF0, (byte[])[0x18, .. block]),
            _ => throw new ArgumentOutOfRangeException(nameof(packet)),
        };
        return [first, (byte)body.Length, .. body];
    }

    private static byte[] Head(byte flags) => [0, 4, (byte)'M', (byte)'Q', (byte)'T', (byte)'T', 5, flags, 0, 0];
}
