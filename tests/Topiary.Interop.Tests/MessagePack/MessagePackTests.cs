using System.Buffers;
using System.Globalization;
using Topiary.Generated;

namespace Topiary.Interop.Tests;

/// <summary>Generated MessagePack serializers against npm's @msgpack/msgpack and Debian's python3-msgpack, both ways.</summary>
public sealed class MessagePackTests
{
    private static readonly Topiary_Interop_Tests_ScalarsMessagePack s_scalars = Topiary_Interop_Tests_ScalarsMessagePack.Instance;
    private static readonly Topiary_Interop_Tests_MeasurementMessagePack s_measurement = Topiary_Interop_Tests_MeasurementMessagePack.Instance;

    public static TheoryData<string> Peers => ["javascript", "python"];

    [Theory]
    [MemberData(nameof(Peers))]
    public async Task A_peer_sees_what_we_write(string peer)
    {
        var scalars = new Scalars(
            true, -70_000, long.MinValue, ulong.MaxValue, 1.5e300, -0.25f, "Grün 😀", [0, 255], new DateTime(2024, 2, 29, 1, 2, 3, DateTimeKind.Utc).AddTicks(4), null);
        var early = new Scalars(false, 127, 1L << 40, 200, 0.1, 0.5f, new string('x', 40), [], new DateTime(1, 1, 1, 0, 0, 0, DateTimeKind.Utc), -33);
        var measurement = new Measurement(
            "s", new DateTimeOffset(2600, 1, 1, 0, 0, 0, TimeSpan.FromHours(-3)), Guid.Parse("c06cba80-8694-4b3d-8d79-b8a7a8501548"), 12.50m,
            [.. Enumerable.Range(0, 20)], new() { ["max"] = 0.5 });
        Assert.Equal(
            [
                """[true, -70000, -9223372036854775808, 18446744073709551615, 1.5e+300, -0.25, "Grün 😀", h'00FF', t(1709168523, 400), nil, nil]""",
                $"""[false, 127, 1099511627776, 200, 0.1, 0.5, "{new string('x', 40)}", h'', t(-62135596800, 0), nil, -33]""",
                """{"Sensor": "s", "At": [t(19880899200, 0), -180], "Id": "c06cba80-8694-4b3d-8d79-b8a7a8501548", "Price": "12.50", "Counts": [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19], "Limits": {"max": 0.5}, "Previous": nil}""",
            ],
            await RunAsync(peer, "describe", Hex(s_scalars, scalars), Hex(s_scalars, early), Hex(s_measurement, measurement)));
    }

    [Theory]
    [MemberData(nameof(Peers))]
    public async Task We_read_what_a_peer_writes(string peer)
    {
        var lines = await RunAsync(
            peer,
            "encode",
            """[false, 5, {"i": "-5000000000"}, {"i": "18446744073709551615"}, 3, 2.5, "ü", {"b": "00ff"}, {"t": [1709168523, 400]}, ["what", {"m": [["is", 1.5]]}, {"b": "01"}], 70000, "more"]""",
            """{"m": [["Previous", null], ["unknown", [1, {"m": [["a", {"t": [5, 0]}]]}]], ["Sensor", "s"], ["At", [{"t": [3600, 500]}, 60]], ["Id", "c06cba80-8694-4b3d-8d79-b8a7a8501548"], ["Price", "1e3"], ["Counts", [1, -1, 300, -300, 70000]], ["Limits", {"m": [["max", 1], ["min", -1.25]]}]]}""",
            """{"m": [["At", {"t": [-1, 999999900]}], ["Limits", {"m": []}]]}""");
        var scalars = s_scalars.Deserialize(Convert.FromHexString(lines[0]));
        Assert.Equal(
            (false, 5, -5_000_000_000, ulong.MaxValue, 3.0, 2.5f, "ü", 70_000),
            (scalars.Truth, scalars.Number, scalars.Large, scalars.Unsigned, scalars.Real, scalars.Single, scalars.Text, scalars.Maybe));
        Assert.Equal([0, 255], scalars.Bytes!);
        Assert.Equal(DateTime.UnixEpoch.AddSeconds(1709168523).AddTicks(4), scalars.At);
        var measurement = s_measurement.Deserialize(Convert.FromHexString(lines[1]));
        Assert.Equal(("s", Guid.Parse("c06cba80-8694-4b3d-8d79-b8a7a8501548"), 1000m), (measurement.Sensor, measurement.Id, measurement.Price));
        Assert.Equal("1970-01-01T01:00:00.0000005+01:00", measurement.At.ToString("yyyy-MM-ddTHH:mm:ss.fffffffzzz", CultureInfo.InvariantCulture));
        Assert.Equal([1, -1, 300, -300, 70_000], measurement.Counts);
        Assert.Equal((1.0, -1.25), (measurement.Limits["max"], measurement.Limits["min"]));
        Assert.Equal(DateTimeOffset.UnixEpoch.AddTicks(-1), s_measurement.Deserialize(Convert.FromHexString(lines[2])).At);
    }

    [Theory]
    [MemberData(nameof(Peers))]
    public async Task Random_values_survive_the_way_through_a_peer(string peer)
    {
        var random = new Random(5);
        var values = Enumerable.Range(0, 200).Select(_ => Random(random)).ToArray();
        var lines = await RunAsync(peer, "echo", [.. values.Select(value => Hex(s_scalars, value))]);
        Assert.Equal(values.Length, lines.Length);
        foreach (var (value, line) in values.Zip(lines))
        {
            Assert.Equal(Hex(s_scalars, value), Hex(s_scalars, s_scalars.Deserialize(Convert.FromHexString(line))));
        }
    }

    [Fact]
    public async Task Keys_may_be_numbers_in_python()
    {
        var serializer = Dictionary_of_Int64_and_DateTimeMessagePack.Instance;
        var value = new Dictionary<long, DateTime> { [-1] = DateTime.UnixEpoch, [1L << 40] = DateTime.UnixEpoch.AddTicks(1) };
        Assert.Equal(["{-1: t(0, 0), 1099511627776: t(0, 100)}"], await RunAsync("python", "describe", Hex(serializer, value)));
        var echoed = await RunAsync("python", "echo", Hex(serializer, value));
        Assert.Equal(value, serializer.Deserialize(Convert.FromHexString(echoed[0])));
    }

    private static Scalars Random(Random random)
    {
        var bytes = new byte[random.Next(300)];
        random.NextBytes(bytes);
        return new Scalars(
            random.Next(2) == 0,
            (int)Number(random),
            Number(random),
            (ulong)Number(random),
            random.Next(3) == 0 ? random.Next(-100, 100) : (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-300, 300)),
            (float)random.NextDouble(),
            random.Next(5) == 0 ? null : string.Concat(Enumerable.Range(0, random.Next(70)).Select(_ => random.Next(5) == 0 ? "😀" : random.Next(3) == 0 ? "ü" : "a")),
            random.Next(5) == 0 ? null : bytes,
            DateTime.UnixEpoch.AddSeconds(random.NextInt64(-60_000_000_000, 200_000_000_000)).AddTicks(random.Next(2) * random.NextInt64(10_000_000)),
            random.Next(2) == 0 ? null : random.Next());
    }

    private static long Number(Random random) => random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64);

    private static string Hex<T>(IPayloadSerializer<T> serializer, T value)
    {
        var output = new ArrayBufferWriter<byte>();
        serializer.Serialize(value, output);
        return Convert.ToHexString(output.WrittenSpan);
    }

    private static async Task<string[]> RunAsync(string peer, string task, params string[] arguments)
    {
        var printed = peer == "python"
            ? await PeerProcess.RunAsync(Peer.PythonWithMessagePack, [Peer.Script("msgpack_peer.py"), task, .. arguments])
            : await PeerProcess.RunAsync(Peer.NodeWithMessagePack, [Peer.Script("msgpack_peer.js"), task, .. arguments]);
        return printed.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
