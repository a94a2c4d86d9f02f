using System.Text;

namespace Topiary.Protocol.Tests.State;

public class AliasTests
{
    [Fact]
    public void An_alias_stands_for_the_topic_that_it_was_sent_with()
    {
        var aliases = new InboundAliases(10);
        Assert.Equal("a/b", Text(aliases.Resolve(3, Bytes("a/b"))));
        Assert.Equal("a/b", Text(aliases.Resolve(3, default)));
        Assert.Equal("c", Text(aliases.Resolve(3, Bytes("c"))));
        Assert.Equal("c", Text(aliases.Resolve(3, default)));
        Assert.Equal("x", Text(aliases.Resolve(0, Bytes("x"))));
        Assert.Equal("y", Text(aliases.Resolve(10, Bytes("y"))));
    }

    [Fact]
    public void The_remembered_topic_does_not_change_with_the_packets_memory()
    {
        var aliases = new InboundAliases(1);
        byte[] packet = Bytes("first");
        aliases.Resolve(1, packet);
        packet.AsSpan().Fill((byte)'x');
        Assert.Equal("first", Text(aliases.Resolve(1, default)));
    }

    [Theory]
    [InlineData(0, 1, "", ReasonCode.TopicAliasInvalid)]
    [InlineData(5, 6, "t", ReasonCode.TopicAliasInvalid)]
    [InlineData(5, 5, "", ReasonCode.ProtocolError)]
    [InlineData(5, 0, "", ReasonCode.ProtocolError)]
    public void A_wrong_alias_is_a_protocol_error(int maximum, int alias, string topic, ReasonCode expected)
    {
        var aliases = new InboundAliases(maximum);
        var e = Assert.Throws<MqttProtocolException>(() => aliases.Resolve((ushort)alias, Bytes(topic)));
        Assert.Equal(expected, e.ReasonCode);
    }

    [Fact]
    public void Resolving_known_aliases_allocates_nothing()
    {
        var aliases = new InboundAliases(4);
        byte[] topic = Bytes("some/topic");
        aliases.Resolve(2, topic);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100_000; i++)
        {
            aliases.Resolve(2, topic);
            aliases.Resolve(2, default);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_topic_is_sent_once_and_then_only_its_alias()
    {
        var aliases = new OutboundAliases(2);
        Assert.Equal(1, aliases.Assign("a"u8, out bool sendTopic));
        Assert.True(sendTopic);
        Assert.Equal(1, aliases.Assign("a"u8, out sendTopic));
        Assert.False(sendTopic);
        Assert.Equal(2, aliases.Assign("b"u8, out sendTopic));
        Assert.True(sendTopic);
    }

    [Fact]
    public void The_topic_not_used_for_longest_loses_its_alias()
    {
        var aliases = new OutboundAliases(2);
        aliases.Assign("a"u8, out _);
        aliases.Assign("b"u8, out _);
        aliases.Assign("a"u8, out _);
        Assert.Equal(2, aliases.Assign("c"u8, out bool sendTopic));
        Assert.True(sendTopic);
        Assert.Equal(1, aliases.Assign("a"u8, out sendTopic));
        Assert.False(sendTopic);
        Assert.Equal(2, aliases.Assign("b"u8, out sendTopic));
        Assert.True(sendTopic);
    }

    [Fact]
    public void A_forgotten_alias_is_sent_with_its_topic_again()
    {
        var aliases = new OutboundAliases(2);
        ushort alias = aliases.Assign("a"u8, out _);
        aliases.Forget(alias);
        Assert.Equal(alias, aliases.Assign("a"u8, out bool sendTopic));
        Assert.True(sendTopic);
        aliases.Forget(0);
        aliases.Forget(9);
    }

    [Fact]
    public void Without_aliases_the_topic_is_always_sent()
    {
        Assert.Equal(0, new OutboundAliases(0).Assign("a"u8, out bool sendTopic));
        Assert.True(sendTopic);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(16)]
    [InlineData(100)]
    public void What_the_receiver_resolves_is_what_the_sender_meant(int maximum)
    {
        var random = new Random(maximum);
        var sender = new OutboundAliases(maximum);
        var receiver = new InboundAliases(maximum);
        int withoutTopic = 0;
        for (int i = 0; i < 50_000; i++)
        {
            string topic = $"t/{(random.Next(4) == 0 ? random.Next(300) : random.Next(maximum))}";
            ushort alias = sender.Assign(Bytes(topic), out bool sendTopic);
            if (random.Next(20) == 0)
            {
                sender.Forget(alias);       // not sent
                continue;
            }

            withoutTopic += sendTopic ? 0 : 1;
            Assert.InRange(alias, 1, maximum);
            Assert.Equal(topic, Text(receiver.Resolve(alias, sendTopic ? Bytes(topic) : default)));
        }

        Assert.True(withoutTopic > 1000);
    }

    [Fact]
    public void Assigning_in_a_steady_state_allocates_nothing_even_when_aliases_change_hands()
    {
        var aliases = new OutboundAliases(8);
        byte[][] topics = [.. Enumerable.Range(10, 32).Select(i => Bytes($"topic/{i}"))];
        void Round()
        {
            foreach (byte[] topic in topics)
            {
                aliases.Assign(topic, out _);
            }
        }

        Round();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 5_000; i++)
        {
            Round();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(8, aliases.Count);
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
