namespace Topiary.Generators.Tests.Serialization;

/// <summary>Types of every kind that has a MessagePack form, for random values.</summary>
internal static class MessagePackFuzzTypes
{
    public static readonly string[] Names =
    [
        "Scalars", "Maybe", "Collections", "Maps", "Tuples", "Shape", "Node", "ByName", "Gaps", "Mutable", "Generic<Point?, List<Shape>>", "Wide", "Inherited", "Opt", "Point", "Many",
    ];

    // More members than a word has bits, the presence of which is remembered.
    private static readonly string s_many = $"public record Many(int First) {{ {string.Concat(Enumerable.Range(0, 70).Select(static i => $"public int? N{i} {{ get; set; }} "))} [Key(\"\\ud83d\\ude00 \\\"\")] public int Face; }}";

    public static readonly string Source = """
        public enum Tiny : sbyte { Low = -128, A = 0, B = 5 } public enum Plain { A, B, C = 70000 } public enum Huge : ulong { A = 1, Top = ulong.MaxValue }
        [MessagePackObject] public record struct Point([property: Key(0)] int X, [property: Key(1)] float Y);
        [MessagePackObject] public record Scalars(
            [property: Key(0)] bool A, [property: Key(1)] byte B, [property: Key(2)] sbyte C, [property: Key(3)] short D, [property: Key(4)] ushort E, [property: Key(5)] int F,
            [property: Key(6)] uint G, [property: Key(7)] long H, [property: Key(8)] ulong I, [property: Key(9)] float J, [property: Key(10)] double K, [property: Key(11)] decimal L,
            [property: Key(12)] char M, [property: Key(13)] string? N, [property: Key(14)] DateTime O, [property: Key(15)] DateTimeOffset P, [property: Key(16)] DateOnly Q,
            [property: Key(17)] TimeOnly R, [property: Key(18)] TimeSpan S, [property: Key(19)] Guid T, [property: Key(20)] Uri? U, [property: Key(21)] Version? V, [property: Key(22)] byte[]? W,
            [property: Key(23)] ReadOnlyMemory<byte> X, [property: Key(24)] Memory<byte> Y, [property: Key(25)] Half Z, [property: Key(26)] System.Numerics.BigInteger AA,
            [property: Key(27)] Tiny AB, [property: Key(28)] Plain AC, [property: Key(29)] Huge AD);
        public record Maybe(bool? A, byte? B, sbyte? C, short? D, ushort? E, int? F, uint? G, long? H, ulong? I, float? J, double? K, decimal? L, char? M, DateTime? O, DateTimeOffset? P,
            DateOnly? Q, TimeOnly? R, TimeSpan? S, Guid? T, Tiny? U, Huge? V, Point? W, KeyValuePair<int, string?>? X, (int, bool)? Y);
        public class Collections
        {
            public int[]? A { get; set; }
            public List<string?>? B { get; set; }
            public IReadOnlyList<Point>? C { get; set; }
            public IEnumerable<long>? D { get; set; }
            public HashSet<int>? E { get; set; }
            public ISet<string>? F { get; set; }
            public Queue<double>? G { get; set; }
            public Stack<int>? H { get; set; }
            public ImmutableArray<int> I { get; set; }
            public ImmutableList<string?>? J { get; set; }
            public ImmutableHashSet<Guid>? K { get; set; }
            public System.Collections.ObjectModel.ReadOnlyCollection<int>? L { get; set; }
            public System.Collections.ObjectModel.ObservableCollection<Point>? M { get; set; }
            public LinkedList<int>? N { get; set; }
            public SortedSet<int>? O { get; set; }
            public System.Collections.Frozen.FrozenSet<int>? P { get; set; }
            public int?[][]? Q { get; set; }
            public ICollection<byte[]?>? R { get; set; }
            public ImmutableQueue<int>? S { get; set; }
            public IImmutableList<int>? T { get; set; }
            public List<List<List<byte>>>? U { get; set; }
        }
        public class Maps
        {
            public Dictionary<string, int>? A { get; set; }
            public IReadOnlyDictionary<int, string?>? B { get; set; }
            public SortedDictionary<long, Point>? C { get; set; }
            public Dictionary<Point, Plain?>? D { get; set; }
            public Dictionary<Guid, Dictionary<Plain, bool>>? E { get; set; }
            public ImmutableDictionary<int, int>? F { get; set; }
            public System.Collections.Concurrent.ConcurrentDictionary<int, string>? G { get; set; }
            public System.Collections.Frozen.FrozenDictionary<int, int?>? H { get; set; }
            public System.Collections.ObjectModel.ReadOnlyDictionary<DateOnly, TimeSpan>? I { get; set; }
            public IDictionary<(int, bool), double>? J { get; set; }
            public SortedList<int, byte[]?>? K { get; set; }
        }
        public record Tuples((int, string?) A, (int Named, (bool, double) Inner) B, Tuple<int, string?, Point?>? C, KeyValuePair<Plain, List<int>?> D, ValueTuple<int> E, (int, int, int, int, int, int, int) F);
        [Union(0, typeof(Circle)), Union(1, typeof(Polygon)), Union(300, typeof(Group))] public abstract class Shape { public string? Label { get; set; } }
        public class Circle : Shape { public double Radius { get; set; } }
        public class Polygon : Shape { public List<Point>? Points { get; init; } }
        [MessagePackObject(true)] public class Group : Shape { public Shape?[]? Members { get; set; } public new int Label { get; set; } [IgnoreMember] public int Count => 3; }
        [MessagePackObject] public sealed class Node { [Key(1)] public int Id; [Key(0)] public Node? Left; [Key(2)] public Node? Right; }
        [MessagePackObject(keyAsPropertyName: true)] public record ByName(int A, [property: Key("renamed")] string? B) { public required long C { get; init; } public double D; [IgnoreMember] public int E { get; set; } public int F => A; [System.Runtime.Serialization.IgnoreDataMember] public int G { get; set; } }
        [MessagePackObject] public class Gaps { [Key(1)] public int A { get; set; } [Key(5)] public string? B { get; init; } [Key(20)] public readonly int C; [Key(19)] private double D { get; set; } public Gaps() { } public void Set(double d) => D = d; }
        public struct Mutable { public int A; public string? B { get; set; } public int? C { readonly get; init; } }
        public class Generic<T, U> { public T? A { get; init; } public U? B { get; set; } public Generic<U, T>? C { get; set; } public (T?, U?) D { get; set; } }
        [MessagePackObject] public class Parent { [Key(0)] public virtual int A { get; set; } [Key(2)] public int B { get; init; } }
        [MessagePackObject] public class Inherited : Parent { [Key(1)] public string? C { get; protected set; } public override int A { get; set; } [Key(3)] public new long B { get; set; } }
        public record Opt(Topiary.Optional<int> A, int B) { public Topiary.Optional<string?> C { get; init; } public Topiary.Optional<int?> D { get; set; } }
        public record Wide(
            int M00, int M01, int M02, int M03, int M04, int M05, int M06, int M07, int M08, int M09, int M10, int M11, int M12, int M13, int M14, int M15, int M16, int M17)
        {
            public int N00 { get; set; } public int N01 { get; set; } public int N02 { get; set; } public int N03 { get; set; } public int N04 { get; set; } public int N05 { get; set; }
            public string? A_name_with_more_than_thirty_one_bytes_in_it { get; set; } public int Grün { get; set; } public int @class { get; set; }
        }
        """ + "\n[MessagePackObject(true)] " + s_many;
}
