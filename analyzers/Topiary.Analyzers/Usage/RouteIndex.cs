using System;
using System.Collections.Generic;
using Topiary.Analyzers.Declarations;

namespace Topiary.Analyzers.Usage;

/// <summary>
/// Routes by the levels of their filters, so that those that may share topics with another one are found without a look at all
/// others. Types of levels are not looked at.
/// </summary>
internal sealed class RouteIndex
{
    private readonly Node _root = new();

    /// <summary>Adds a route.</summary>
    public void Add(HandlerRoute route)
    {
        var node = _root;
        foreach (var level in route.Levels)
        {
            node = node.GetOrAdd(level);
        }

        node.Routes.Add(route);
    }

    /// <summary>The routes so far whose filters have topics in common with that of a route.</summary>
    public List<HandlerRoute> Beside(HandlerRoute route)
    {
        var found = new List<HandlerRoute>();
        Collect(_root, route.Levels, 0, found);
        return found;
    }

    private static void Collect(Node node, string[] levels, int index, List<HandlerRoute> found)
    {
        if (index < levels.Length && levels[index] == "#")
        {
            CollectAll(node, found);
            return;
        }

        // '#' takes in the topic above as well.
        if (node.Next.TryGetValue("#", out var rest))
        {
            found.AddRange(rest.Routes);
        }

        if (index == levels.Length)
        {
            found.AddRange(node.Routes);
            return;
        }

        if (levels[index] == "+")
        {
            foreach (var pair in node.Next)
            {
                if (pair.Key != "#")
                {
                    Collect(pair.Value, levels, index + 1, found);
                }
            }

            return;
        }

        if (node.Next.TryGetValue("+", out var any))
        {
            Collect(any, levels, index + 1, found);
        }

        if (node.Next.TryGetValue(levels[index], out var same))
        {
            Collect(same, levels, index + 1, found);
        }
    }

    private static void CollectAll(Node node, List<HandlerRoute> found)
    {
        found.AddRange(node.Routes);
        foreach (var next in node.Next.Values)
        {
            CollectAll(next, found);
        }
    }

    private sealed class Node
    {
        public List<HandlerRoute> Routes { get; } = [];

        public Dictionary<string, Node> Next { get; } = new(StringComparer.Ordinal);

        public Node GetOrAdd(string level)
        {
            if (!Next.TryGetValue(level, out var next))
            {
                Next.Add(level, next = new Node());
            }

            return next;
        }
    }
}
