namespace Topiary.Protocol.Tests;

/// <summary>What the fuzz tests and the fuzzer's command line share: inputs, and what must hold for each.</summary>
internal static class CodecFuzzer
{
    /// <summary>Largest packet.</summary>
    public const int Limit = 4096;

    /// <summary>Grammar-built, mutated and random inputs in all versions, all drawn from the seed.</summary>
    public static void Run(int seed, int inputs)
    {
        var random = new Random(seed);
        var version = Codec.Versions[random.Next(Codec.Versions.Length)];
        var corpus = Corpus(seed, version);
        var buffer = new byte[Limit * 2];
        for (var i = 0; i < inputs; i++)
        {
            try
            {
                TryDecode(buffer.AsSpan(0, Draw(random, corpus, buffer)), version);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Seed {seed}, input {i}, version {version}. Replay: dotnet run --project tests/Topiary.Fuzz -- codec --seed {seed}", e);
            }
        }
    }

    public static bool TryDecode(ReadOnlySpan<byte> input, MqttVersion version)
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

    private static int Draw(Random random, byte[][] corpus, byte[] buffer)
    {
        if (random.Next(8) == 0)
        {
            var length = random.Next(1, 64);
            random.NextBytes(buffer.AsSpan(0, length));
            buffer[1] = (byte)Math.Max(0, length - 2);
            return length;
        }

        var source = corpus[random.Next(corpus.Length)];
        source.CopyTo(buffer, 0);
        return random.Next(8) == 0 ? source.Length : Mutate(random, buffer, source.Length);
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

    public static byte[][] Corpus(int seed, MqttVersion version)
    {
        var packets = new RandomPackets(seed);
        return [.. RandomPackets.TypesOf(version)
            .SelectMany(type => Enumerable.Range(0, 40).Select(_ => Codec.Encode(packets.Next(type, version), version)))
            .Where(packet => packet.Length <= Limit)];
    }

    public static int Mutate(Random random, byte[] buffer, int length)
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
