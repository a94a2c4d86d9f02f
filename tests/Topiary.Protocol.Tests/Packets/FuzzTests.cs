namespace Topiary.Protocol.Tests;

/// <summary>A million random and mutated inputs: whatever comes in, only the protocol's exception comes out.</summary>
public sealed class FuzzTests
{
    private const int Inputs = 250_000;
    private const int Limit = 4096;

    [Theory]
    [InlineData(1, MqttVersion.V310)]
    [InlineData(2, MqttVersion.V311)]
    [InlineData(3, MqttVersion.V500)]
    public void Mutated_packets_give_a_packet_or_a_protocol_exception(int seed, MqttVersion version)
    {
        var random = new Random(seed);
        var corpus = Corpus(seed, version);
        var outcomes = new int[2];
        var buffer = new byte[Limit * 2];
        for (var i = 0; i < Inputs; i++)
        {
            var source = corpus[random.Next(corpus.Length)];
            source.CopyTo(buffer, 0);
            var input = buffer.AsSpan(0, Mutate(random, buffer, source.Length));
            outcomes[TryDecode(input, version) ? 1 : 0]++;
        }

        // Both outcomes are common, or the test would test nothing.
        Assert.All(outcomes, count => Assert.True(count > Inputs / 50, string.Join(' ', outcomes)));
    }

    [Fact]
    public void Random_bytes_give_a_packet_or_a_protocol_exception()
    {
        var random = new Random(4);
        var buffer = new byte[64];
        var refused = 0;
        for (var i = 0; i < Inputs; i++)
        {
            var input = buffer.AsSpan(0, random.Next(1, buffer.Length));
            random.NextBytes(input);

            // A plausible length, so that the body is reached.
            if (input.Length > 1 && random.Next(4) != 0)
            {
                input[1] = (byte)(input.Length - 2);
            }

            refused += TryDecode(input, Codec.Versions[i % 3]) ? 0 : 1;
        }

        Assert.InRange(refused, Inputs / 2, Inputs - 1);
    }

    private static bool TryDecode(ReadOnlySpan<byte> input, MqttVersion version)
    {
        try
        {
            if (!FrameReader.TryReadHeader(input, version, Limit, out var header) || header.TotalLength > input.Length)
            {
                return false;
            }

            // An array of exactly the packet's size: a read past its end cannot go unseen.
            var body = input.Slice(header.HeaderLength, header.RemainingLength).ToArray();
            var packet = Codec.Decode(new PacketFrame(header.Type, header.Flags, body), version);
            if (packet is PublishPacket publish)
            {
                Touch(publish.Properties);
            }

            // What can be read can be written, and read again.
            var spoken = packet is ConnectPacket connect ? connect.Version : version;
            Assert.Equal(packet.GetType(), Codec.Decode(Codec.Encode(packet, spoken), spoken).GetType());
            return true;
        }
        catch (MqttProtocolException)
        {
            return false;
        }
    }

    private static void Touch(PublishProperties properties)
    {
        foreach (var pair in properties.UserProperties)
        {
            _ = pair.ToStrings();
        }

        foreach (var identifier in properties.SubscriptionIdentifiers)
        {
            Assert.NotEqual(0u, identifier);
        }

        _ = properties.ContentType.Length + properties.ResponseTopic.Length + properties.CorrelationData.Length + properties.Forwarded.Length;
    }

    private static byte[][] Corpus(int seed, MqttVersion version)
    {
        var packets = new RandomPackets(seed);
        return [.. RandomPackets.TypesOf(version)
            .SelectMany(type => Enumerable.Range(0, 40).Select(_ => Codec.Encode(packets.Next(type, version), version)))
            .Where(packet => packet.Length <= Limit)];
    }

    private static int Mutate(Random random, byte[] buffer, int length)
    {
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var at = random.Next(length);
            switch (random.Next(6))
            {
                case 0:
                    buffer[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    buffer[at] = (byte)random.Next(256);
                    break;
                case 2:
                    buffer[at] = random.Next(3) switch { 0 => 0, 1 => 0xFF, _ => 0x80 };
                    break;
                case 3:
                    length = Math.Max(1, length - 1);
                    break;
                case 4 when length > 4:
                    buffer.AsSpan(at, length - at).CopyTo(buffer.AsSpan(at + 1));
                    length++;
                    break;
                default:
                    buffer.AsSpan(at + 1, length - at - 1).CopyTo(buffer.AsSpan(at));
                    length = Math.Max(1, length - 1);
                    break;
            }
        }

        // Mostly with a length that fits again, so that the body is reached.
        if (length is > 1 and < 130 && random.Next(4) != 0)
        {
            buffer[1] = (byte)(length - 2);
        }

        return length;
    }
}
