using Topiary.Runtime;

namespace Topiary.Generators.Tests.Serialization;

/// <summary>Generated MessagePack serializers against a reference that works by reflection, and against damaged payloads.</summary>
public sealed class MessagePackFuzzTests
{
    private const int ValuesPerType = 60;
    private const int DamagesPerValue = 30;

    // What may be reserved for counts that turn out not to be true, and an exception with its path.
    private const long Slack = 512 * 1024;
    private const long BytesPerByte = 400;

    private static readonly Lazy<SerializerHost> s_host = new(() => SerializerHost.Create(MessagePackFuzzTypes.Source, MessagePackFuzzTypes.Names, format: 2));

    public static TheoryData<string> Types => [.. MessagePackFuzzTypes.Names];

    [Theory]
    [MemberData(nameof(Types))]
    public void Random_values_are_written_as_by_the_reference_and_read_back(string type)
    {
        var payload = s_host.Value.Payload(type);
        var values = new RandomValues(new Random(11));
        var sizes = new HashSet<int>();
        for (var i = 0; i < ValuesPerType; i++)
        {
            var value = values.Create(payload.Type);
            var expected = MessagePackReference.Write(value, payload.Type);
            Assert.Equal(Convert.ToHexString(expected), Convert.ToHexString(payload.Write(value)));
            var read = payload.Read(expected);
            Assert.Equal(
                Convert.ToHexString(MessagePackReference.Write(value, payload.Type, isSorted: true)),
                Convert.ToHexString(MessagePackReference.Write(read, payload.Type, isSorted: true)));
            sizes.Add(expected.Length);
        }

        Assert.True(sizes.Count > 3);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Payloads_that_end_early_are_refused_wherever_they_end(string type)
    {
        var payload = s_host.Value.Payload(type);
        var values = new RandomValues(new Random(12));
        for (var i = 0; i < 4; i++)
        {
            var whole = payload.Write(values.Create(payload.Type));
            for (var length = 0; length < whole.Length; length++)
            {
                var exception = Assert.Throws<MessagePackFormatException>(() => payload.Read(whole.AsSpan(0, length)));
                Assert.StartsWith("$", exception.Path, StringComparison.Ordinal);
                Assert.InRange(exception.Offset, 0, length);
            }

            var trailing = Assert.Throws<MessagePackFormatException>(() => payload.Read([.. whole, 0xc0]));
            Assert.Equal($"The MessagePack payload goes on after its value. Path: $ | ByteOffset: {whole.Length}.", trailing.Message);
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Damaged_payloads_are_read_or_refused_within_bounds(string type)
    {
        var payload = s_host.Value.Payload(type);
        var random = new Random(13);
        var values = new RandomValues(random);
        var refused = 0;
        for (var i = 0; i < ValuesPerType / 2; i++)
        {
            var whole = payload.Write(values.Create(payload.Type));
            for (var j = 0; j < DamagesPerValue; j++)
            {
                refused += IsRefused(payload, Damage(whole, random)) ? 1 : 0;
            }
        }

        Assert.True(refused > 20, $"{refused} refused");
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Random_bytes_are_read_or_refused_within_bounds(string type)
    {
        var payload = s_host.Value.Payload(type);
        var random = new Random(14);
        for (var i = 0; i < 400; i++)
        {
            var bytes = new byte[random.Next(1, 200)];
            random.NextBytes(bytes);
            IsRefused(payload, bytes);
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_first_byte_is_read_or_refused(string type)
    {
        var payload = s_host.Value.Payload(type);
        for (var code = 0; code < 256; code++)
        {
            IsRefused(payload, [(byte)code]);
            IsRefused(payload, [(byte)code, .. new byte[40]]);
            IsRefused(payload, [(byte)code, .. Enumerable.Repeat((byte)0xff, 40)]);
        }
    }

    private static bool IsRefused(PayloadOracle payload, byte[] bytes)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            payload.Read(bytes);
            return false;
        }
        catch (MessagePackFormatException exception)
        {
            Assert.NotNull(exception.Path);
            Assert.InRange(exception.Offset, 0, bytes.Length);
            return true;
        }
        finally
        {
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated <= Slack + (BytesPerByte * bytes.Length), $"{allocated} bytes for {Convert.ToHexString(bytes)}");
        }
    }

    private static byte[] Damage(byte[] whole, Random random)
    {
        var bytes = whole.ToList();
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes.Insert(at, (byte)random.Next(0x80, 0xe0));
                    break;
                default:
                    bytes.InsertRange(at, [(byte)random.Next(0xc4, 0xe0), 0xff, 0xff, 0xff, 0xff]);
                    break;
            }
        }

        return [.. bytes];
    }
}
