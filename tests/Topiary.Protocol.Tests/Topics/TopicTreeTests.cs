using System.Text;

namespace Topiary.Protocol.Tests;

public sealed class TopicTreeTests
{
    [Fact]
    public void Finds_what_matching_one_by_one_finds_while_filters_come_and_go()
    {
        var random = new Random(6);
        var tree = new TopicTree<int>();
        var all = new List<(byte[] Filter, int Value)>();
        var found = new List<int>();
        var matches = 0;
        for (var i = 0; i < 20_000; i++)
        {
            if (all.Count < 300 && random.Next(5) < 3)
            {
                var filter = Encoding.UTF8.GetBytes(Filter(random));
                all.Add((filter, i));
                tree.Add(filter, i);
            }
            else if (all.Count > 0)
            {
                var index = random.Next(all.Count);
                Assert.True(tree.Remove(all[index].Filter, all[index].Value));
                Assert.False(tree.Remove(all[index].Filter, all[index].Value));
                all.RemoveAt(index);
            }

            Assert.Equal(all.Count, tree.Count);
            var topic = Encoding.UTF8.GetBytes(Topic(random));
            found.Clear();
            tree.Match(topic, found);
            var expected = all.Where(entry => TopicMatcher.Matches(entry.Filter, topic)).Select(entry => entry.Value).Order();
            Assert.Equal(expected, found.Order());
            matches += found.Count;
        }

        Assert.True(matches > 20_000);
    }

    [Fact]
    public void Values_of_a_filter_keep_their_order_and_duplicates()
    {
        var tree = new TopicTree<string>();
        tree.Add("a/+"u8, "x");
        tree.Add("a/+"u8, "y");
        tree.Add("a/+"u8, "x");
        Assert.Equal(["x", "y", "x"], tree.GetValues("a/+"u8).ToArray());
        Assert.Equal([], tree.GetValues("a/b"u8).ToArray());
        Assert.Equal([], tree.GetValues("a"u8).ToArray());
        Assert.True(tree.Remove("a/+"u8, "x"));
        Assert.Equal(["y", "x"], tree.GetValues("a/+"u8).ToArray());
        Assert.False(tree.Remove("a/#"u8, "x"));
        Assert.False(tree.Remove("b"u8, "x"));
        Assert.Equal(2, tree.Count);
    }

    [Fact]
    public void Empty_branches_are_taken_out()
    {
        var tree = new TopicTree<int>();
        string[] filters = ["a/b/c", "a/b/#", "a/+/c", "+/x", "#", "a", "//", "1/1", "2/1", "3/1", "4/1", "5/1", "6/1"];
        for (var i = 0; i < filters.Length; i++)
        {
            tree.Add(Encoding.UTF8.GetBytes(filters[i]), i);
        }

        Assert.False(tree.IsPruned);
        for (var i = 0; i < filters.Length; i++)
        {
            Assert.True(tree.Remove(Encoding.UTF8.GetBytes(filters[i]), i));
        }

        Assert.True(tree.IsPruned);
        Assert.Equal(0, tree.Count);
    }

    [Fact]
    public void The_deepest_filters_and_topics_overflow_nothing()
    {
        var tree = new TopicTree<int>();
        var slashes = Encoding.UTF8.GetBytes(new string('/', 65_535));
        var wildcards = Encoding.UTF8.GetBytes(string.Join('/', Enumerable.Repeat("+", 32_768)));
        var rest = Encoding.UTF8.GetBytes(new string('/', 65_534) + "#");
        Assert.Equal(65_535, wildcards.Length);
        tree.Add(slashes, 1);
        tree.Add(wildcards, 2);
        tree.Add(rest, 3);
        var found = new List<int>();
        tree.Match(slashes, found);
        Assert.Equal([1, 3], found.Order());
        found.Clear();
        tree.Match(Encoding.UTF8.GetBytes(new string('/', 32_767)), found);
        Assert.Equal([2], found);
        Assert.True(TopicMatcher.Matches(slashes, slashes));
        Assert.True(TopicMatcher.Matches(rest, slashes));
        Assert.True(tree.Remove(slashes, 1) && tree.Remove(wildcards, 2) && tree.Remove(rest, 3));
        Assert.True(tree.IsPruned);
    }

    [Fact]
    public void Matching_allocates_nothing()
    {
        var tree = new TopicTree<int>();
        var random = new Random(8);
        for (var i = 0; i < 500; i++)
        {
            tree.Add(Encoding.UTF8.GetBytes(Filter(random)), i);
        }

        var topics = Enumerable.Range(0, 100).Select(_ => Encoding.UTF8.GetBytes(Topic(random))).ToArray();
        var found = new List<int>(1000);
        var total = 0;
        long before = 0;
        for (var round = 0; round < 100; round++)
        {
            if (round == 50)
            {
                before = GC.GetAllocatedBytesForCurrentThread();
            }

            foreach (var topic in topics)
            {
                found.Clear();
                tree.Match(topic, found);
                total += found.Count;
            }
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.NotEqual(0, total);
    }

    [Fact]
    public void A_collector_is_called_once_for_each_matching_filter()
    {
        var tree = new TopicTree<int>();
        tree.Add("a/b"u8, 1);
        tree.Add("a/b"u8, 2);
        tree.Add("a/#"u8, 3);
        tree.Add("b"u8, 4);
        var collector = default(Counter);
        tree.Match("a/b"u8, ref collector);
        Assert.Equal((2, 6), (collector.Calls, collector.Sum));
    }

    private static string Topic(Random random) => (random.Next(10) == 0 ? "$" : "")
        + string.Join('/', Enumerable.Range(0, random.Next(1, 5)).Select(_ => Level(random, wide: false))) + (random.Next(8) == 0 ? "/" : "x");

    private static string Filter(Random random)
    {
        var levels = Enumerable.Range(0, random.Next(1, 5)).Select(_ => random.Next(3) == 0 ? "+" : Level(random, wide: true) + (random.Next(3) == 0 ? "x" : ""));
        var filter = string.Join('/', levels);
        return random.Next(4) switch { 0 => filter + "/#", 1 when random.Next(5) == 0 => "#", 2 when random.Next(5) == 0 => "$" + filter.Replace('+', 'a'), _ => filter };
    }

    private static string Level(Random random, bool wide) => random.Next(wide ? 12 : 8) switch
    {
        0 => "",
        < 5 => "a",
        < 7 => "b",
        var n => "level" + n,
    };

    private struct Counter : ITopicCollector<int>
    {
        public int Calls { get; private set; }

        public int Sum { get; private set; }

        public void Collect(ReadOnlySpan<int> values)
        {
            Calls++;
            foreach (var value in values)
            {
                Sum += value;
            }
        }
    }
}
