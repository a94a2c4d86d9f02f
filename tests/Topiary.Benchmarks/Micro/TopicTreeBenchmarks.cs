using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using Topiary.Protocol;

namespace Topiary.Benchmarks;

/// <summary>Matching a topic against many filters.</summary>
[MemoryDiagnoser]
public class TopicTreeBenchmarks
{
    private readonly TopicTree<int> _tree = new();
    private readonly List<int> _found = [];
    private readonly byte[] _topic = "site/17/device/4/temperature"u8.ToArray();

    /// <summary>Filters in the tree.</summary>
    [Params(0, 1_000, 50_000)]
    public int Filters { get; set; }

    /// <summary>Fills the tree; two filters match whatever its size.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _tree.Add("site/+/device/4/temperature"u8, -1);
        _tree.Add("site/17/#"u8, -2);
        for (int i = 0; i < Filters; i++)
        {
            _tree.Add(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"site/{i + 100}/device/+/{i % 10}")), i);
        }
    }

    /// <summary>Finds the two.</summary>
    [Benchmark]
    public int Match()
    {
        _found.Clear();
        _tree.Match(_topic, _found);
        return _found.Count;
    }
}
