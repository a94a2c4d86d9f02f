namespace Topiary.Protocol.Tests;

/// <summary>A million random and mutated inputs: whatever comes in, only the protocol's exception comes out.</summary>
public sealed class FuzzTests
{
    private const int Inputs = 250_000;

    [Theory]
    [InlineData(1, MqttVersion.V310)]
    [InlineData(2, MqttVersion.V311)]
    [InlineData(3, MqttVersion.V500)]
    public void Mutated_packets_give_a_packet_or_a_protocol_exception(int seed, MqttVersion version)
    {
        var random = new Random(seed);
        var corpus = CodecFuzzer.Corpus(seed, version);
        var outcomes = new int[2];
        var buffer = new byte[CodecFuzzer.Limit * 2];
        for (var i = 0; i < Inputs; i++)
        {
            var source = corpus[random.Next(corpus.Length)];
            source.CopyTo(buffer, 0);
            var input = buffer.AsSpan(0, CodecFuzzer.Mutate(random, buffer, source.Length));
            outcomes[CodecFuzzer.TryDecode(input, version) ? 1 : 0]++;
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

            refused += CodecFuzzer.TryDecode(input, Codec.Versions[i % 3]) ? 0 : 1;
        }

        Assert.InRange(refused, Inputs / 2, Inputs - 1);
    }
}
