using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace Topiary.Generators.Parsing;

/// <summary>
/// What is wrong with a declaration. The generator only asks whether there is any (it then emits nothing for the
/// declaration); the analyzers, which run this parser as linked source, report each one.
/// </summary>
internal sealed class Problem(string id, Location? location, params object[] arguments)
{
    /// <summary>Id of the diagnostic, a constant of <see cref="ProblemId"/>.</summary>
    public string Id { get; } = id;

    /// <summary>Where to show it.</summary>
    public Location? Location { get; } = location;

    /// <summary>Arguments of the diagnostic's message.</summary>
    public object[] Arguments { get; } = arguments;
}

/// <summary>Collects the problems of one declaration.</summary>
internal sealed class ProblemList
{
    private readonly List<Problem> _items = [];

    public IReadOnlyList<Problem> Items => _items;

    public void Add(string id, Location? location, params object[] arguments) => _items.Add(new Problem(id, location, arguments));
}
