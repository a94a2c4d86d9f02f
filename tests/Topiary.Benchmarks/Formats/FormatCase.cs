using System.Buffers;
using System.Diagnostics;

namespace Topiary.Benchmarks;

/// <summary>One serializer with a value, and the shortest times seen.</summary>
internal sealed class FormatCase
{
    private const int CallsPerSlice = 100;

    private readonly Action _write;
    private readonly Action _read;

    private FormatCase(string name, int size, Action write, Action read)
    {
        Name = name;
        Size = size;
        _write = write;
        _read = read;
    }

    public string Name { get; }

    /// <summary>Bytes of the payload.</summary>
    public int Size { get; }

    public double WriteNanoseconds { get; private set; } = double.MaxValue;

    public double ReadNanoseconds { get; private set; } = double.MaxValue;

    public static FormatCase Of<T>(string name, IPayloadSerializer<T> serializer, T value)
        where T : class
    {
        var output = new ArrayBufferWriter<byte>(8192);
        serializer.Serialize(value, output);
        var bytes = output.WrittenSpan.ToArray();
        T last = value;
        return new FormatCase(
            name,
            bytes.Length,
            () =>
            {
                for (var i = 0; i < CallsPerSlice; i++)
                {
                    output.ResetWrittenCount();
                    serializer.Serialize(value, output);
                }
            },
            () =>
            {
                for (var i = 0; i < CallsPerSlice; i++)
                {
                    last = serializer.Deserialize(bytes);
                }
            });
    }

    public void RunSlice()
    {
        WriteNanoseconds = Math.Min(WriteNanoseconds, Time(_write));
        ReadNanoseconds = Math.Min(ReadNanoseconds, Time(_read));
    }

    private static double Time(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / CallsPerSlice;
    }
}
