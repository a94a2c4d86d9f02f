namespace Topiary.Generators.Tests;

/// <summary>A call of a contract's method arrives, with the same values, at the class that implements the contract.</summary>
public sealed class ContractRunTests
{
    [Fact]
    public async Task Levels_of_every_type_arrive_as_they_were_sent()
    {
        var seen = await RunningApplication.RunAsync("""
            [Flags] public enum Kind : long { None = 0, Pump = 1, Valve = 2, @class = 4, Alias = Pump }

            public readonly record struct Serial(int Number) : ISpanFormattable, ISpanParsable<Serial>
            {
                public string ToString(string? format, IFormatProvider? provider) => "S" + Number.ToString(provider);
                public bool TryFormat(Span<char> destination, out int written, ReadOnlySpan<char> format, IFormatProvider? provider) => destination.TryWrite(provider, $"S{Number}", out written);
                public static Serial Parse(string s, IFormatProvider? provider) => Parse(s.AsSpan(), provider);
                public static Serial Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => TryParse(s, provider, out var value) ? value : throw new FormatException();
                public static bool TryParse(string? s, IFormatProvider? provider, out Serial value) => TryParse(s.AsSpan(), provider, out value);
                public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out Serial value)
                {
                    value = default;
                    if (!s.StartsWith("S") || !int.TryParse(s[1..], provider, out var number)) return false;
                    value = new(number);
                    return true;
                }
            }

            [MqttContract("types")]
            public interface ITypes
            {
                [Topic("integers/{a}/{b}/{c}/{d}/{e}/{f}/{g}/{h}/{i}/{j}")]
                ValueTask Integers(sbyte a, byte b, short c, ushort d, int e, uint f, long g, ulong h, Int128 i, UInt128 j);

                [Topic("times/{date}/{time}/{moment}/{span}")]
                ValueTask Times(DateOnly date, TimeOnly time, DateTime moment, TimeSpan span);

                [Topic("others/{text}/{flag}/{id}/{kind}/{day}/{letter}/{serial}/{number}/{money}")]
                ValueTask Others(string text, bool flag, Guid id, Kind kind, DayOfWeek day, char letter, Serial serial, double number, decimal money);

                [Topic("rest/{**rest}")]
                Task Rest(string rest);
            }

            [MqttHandler(MaxConcurrency = 1)]
            public sealed class Types(Recorder recorder) : ITypes
            {
                public ValueTask Integers(sbyte a, byte b, short c, ushort d, int e, uint f, long g, ulong h, Int128 i, UInt128 j)
                {
                    recorder.Add($"{a} {b} {c} {d} {e} {f} {g} {h} {i} {j}");
                    return default;
                }

                public ValueTask Times(DateOnly date, TimeOnly time, DateTime moment, TimeSpan span)
                {
                    recorder.Add($"{date:O} {time:O} {moment:O} {span}");
                    return default;
                }

                public ValueTask Others(string text, bool flag, Guid id, Kind kind, DayOfWeek day, char letter, Serial serial, double number, decimal money)
                {
                    recorder.Add($"{text} {flag} {id} {kind} {day} {letter} {serial} {number} {money}");
                    return default;
                }

                public Task Rest(string rest)
                {
                    recorder.Add($"{rest}");
                    return Task.CompletedTask;
                }
            }

            public static class Scenario
            {
                public static void Add(TopiaryBuilder topiary) => topiary.AddPublisher<ITypes>().AddHandler<Types>();

                public static async Task<string[]> RunAsync(IServiceProvider services, CancellationToken ct)
                {
                    var types = services.GetRequiredService<ITypes>();
                    var recorder = services.GetRequiredService<Recorder>();
                    var seen = new List<string>();
                    await types.Integers(sbyte.MinValue, 255, short.MinValue, 0, -1, uint.MaxValue, long.MinValue, ulong.MaxValue, Int128.MinValue, UInt128.MaxValue);
                    seen.Add(await recorder.NextAsync(ct));
                    await types.Times(new(2026, 2, 28), new(23, 59, 58, 7), new(2026, 2, 3, 4, 5, 6, DateTimeKind.Utc), TimeSpan.FromMinutes(-90));
                    seen.Add(await recorder.NextAsync(ct));
                    await types.Others("grüß dich", true, Guid.Empty, Kind.@class, DayOfWeek.Friday, 'x', new(7), -1.5e-9, 12.50m);
                    seen.Add(await recorder.NextAsync(ct));
                    await types.Rest("a/b//c");
                    seen.Add(await recorder.NextAsync(ct));
                    foreach (var refused in new Func<ValueTask>[] { () => types.Others("a/b", true, default, Kind.Pump, 0, 'x', new(7), 0, 0), () => types.Others("", true, default, Kind.Pump, 0, 'x', new(7), 0, 0), () => types.Others("x", true, default, Kind.Pump | Kind.Valve, 0, 'x', new(7), 0, 0) })
                    {
                        try { await refused(); seen.Add("sent"); }
                        catch (ArgumentException e) { seen.Add(e.ParamName!); }
                    }

                    return [.. seen];
                }
            }
            """);
        Assert.Equal(
            [
                $"-128 255 -32768 0 -1 4294967295 {long.MinValue} {ulong.MaxValue} {Int128.MinValue} {UInt128.MaxValue}",
                "2026-02-28 23:59:58.0070000 2026-02-03T04:05:06.0000000Z -01:30:00",
                "grüß dich True 00000000-0000-0000-0000-000000000000 class Friday x S7 -1.5E-09 12.50",
                "a/b//c",
                "text", "text", "kind",
            ],
            seen);
    }

    [Fact]
    public async Task Payloads_and_answers_of_every_kind()
    {
        var seen = await RunningApplication.RunAsync("""
            public sealed record Order(string Name, int Count, string? Note = null);

            [MqttContract("shop")]
            public interface IShop
            {
                [Topic("order")] ValueTask<Order> OrderAsync(Order order, CancellationToken ct);
                [Topic("text")] Task<string?> TextAsync(string? text);
                [Topic("bytes")] ValueTask<byte[]> BytesAsync(ReadOnlyMemory<byte> bytes);
                [Topic("number", Format = PayloadFormat.Json)] ValueTask<double> NumberAsync(double number);
                [Topic("nothing/{id}")] ValueTask<bool> NothingAsync(int id, PublishOptions? options = null);
                [Topic("count")] IAsyncEnumerable<int> CountAsync(int to, CancellationToken ct);
                [Topic("day")] ValueTask<DayOfWeek> DayAsync(DayOfWeek day);
            }

            [MqttHandler]
            internal sealed class Shop : IShop
            {
                async ValueTask<Order> IShop.OrderAsync(Order order, CancellationToken ct)
                {
                    await Task.Yield();
                    return order with { Count = order.Count + 1 };
                }

                public Task<string?> TextAsync(string? text) => Task.FromResult<string?>(text + "!");
                public ValueTask<byte[]> BytesAsync(ReadOnlyMemory<byte> bytes) => new([.. bytes.Span, 4]);
                public ValueTask<double> NumberAsync(double number) => new(number / 2);
                public ValueTask<bool> NothingAsync(int id, PublishOptions? options) => new(id == 3 && options is null);
                public ValueTask<DayOfWeek> DayAsync(DayOfWeek day) => new(day + 1);

                public async IAsyncEnumerable<int> CountAsync(int to, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
                {
                    for (var i = 1; i <= to; i++)
                    {
                        await Task.Yield();
                        yield return i;
                    }
                }
            }

            public static class Scenario
            {
                public static void Add(TopiaryBuilder topiary) => topiary.AddPublisher<IShop>().AddHandler<Shop>();

                public static async Task<string[]> RunAsync(IServiceProvider services, CancellationToken ct)
                {
                    var shop = services.GetRequiredService<IShop>();
                    var counted = new List<int>();
                    await foreach (var i in shop.CountAsync(5, ct))
                    {
                        counted.Add(i);
                    }

                    return
                    [
                        (await shop.OrderAsync(new("rose", 2), ct)).ToString(),
                        (await shop.TextAsync("hi"))!,
                        Convert.ToHexString(await shop.BytesAsync(new byte[] { 1, 2, 3 })),
                        FormattableString.Invariant($"{await shop.NumberAsync(3)}"),
                        (await shop.NothingAsync(3)).ToString(),
                        string.Join(",", counted),
                        (await shop.DayAsync(DayOfWeek.Monday)).ToString(),
                    ];
                }
            }
            """);
        Assert.Equal(["Order { Name = rose, Count = 3, Note =  }", "hi!", "01020304", "1.5", "True", "1,2,3,4,5", "Tuesday"], seen);
    }

    [Fact]
    public async Task Contracts_that_extend_others_and_names_that_are_keywords()
    {
        var seen = await RunningApplication.RunAsync("""
            namespace @namespace.@event
            {
                public static class @class
                {
                    public enum @enum { @true, @false }

                    public sealed record @record(int @int);

                    [MqttContract("base/{operator}")]
                    public interface IBase { [Topic("{void}")] Task @new(string @operator, @enum @void); }

                    public interface IPlain<T> { [Topic("plain")] Task PlainAsync(T payload); }

                    [MqttContract("derived")]
                    public interface IDerived : IBase, IPlain<@record>
                    {
                        Task NotATopic() => Task.CompletedTask;

                        [Topic("own/{message}/{publisher}/{topics}/{value}/{reader}")]
                        Task @async(string message, string publisher, string topics, string value, string reader, int handler, CancellationToken _publisher);
                    }

                    [MqttHandler]
                    public sealed class @handler(Recorder recorder) : IDerived
                    {
                        Task IBase.@new(string @operator, @enum @void) { recorder.Add($"{@operator} {@void}"); return Task.CompletedTask; }
                        Task IPlain<@record>.PlainAsync(@record payload) { recorder.Add($"{payload.@int}"); return Task.CompletedTask; }
                        public Task @async(string message, string publisher, string topics, string value, string reader, int handler, CancellationToken _publisher)
                        {
                            recorder.Add($"{message}{publisher}{topics}{value}{reader}{handler}");
                            return Task.CompletedTask;
                        }
                    }
                }
            }

            public static class Scenario
            {
                public static void Add(TopiaryBuilder topiary) =>
                    topiary.AddPublisher<@namespace.@event.@class.IDerived>().AddHandler<@namespace.@event.@class.@handler>();

                public static async Task<string[]> RunAsync(IServiceProvider services, CancellationToken ct)
                {
                    var derived = services.GetRequiredService<@namespace.@event.@class.IDerived>();
                    var recorder = services.GetRequiredService<Recorder>();
                    await derived.@new("x", @namespace.@event.@class.@enum.@false);
                    var first = await recorder.NextAsync(ct);
                    await derived.PlainAsync(new(5));
                    var second = await recorder.NextAsync(ct);
                    await derived.@async("1", "2", "3", "4", "5", 6, ct);
                    return [first, second, await recorder.NextAsync(ct)];
                }
            }
            """);
        Assert.Equal(["x false", "5", "123456"], seen);
    }
}
