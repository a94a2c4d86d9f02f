using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Topiary.Generators.Model;

namespace Topiary.Generators.Parsing;

/// <summary>Collects the routes of one handler and names their classes.</summary>
internal sealed class RouteList(INamedTypeSymbol handler, int onUnreadable, ParseContext context)
{
    private readonly List<RouteModel> _routes = [];
    private readonly NameScope _names = new("Description");
    private readonly RetryModel _retry = RetryParser.Parse(handler, context);

    public int Count => _routes.Count;

    /// <summary>Adds a route.</summary>
    /// <param name="method">Method that carries <c>[Retry]</c> and gives the name.</param>
    /// <param name="filterSegments">Levels of the filter.</param>
    /// <param name="readSegments">Levels of the topics as they are read.</param>
    /// <param name="levels">Levels that the method takes.</param>
    /// <param name="settings">How the messages are received; what it leaves open, the class says.</param>
    /// <param name="call">Call of the method.</param>
    /// <param name="declared">The contract's method that it handles.</param>
    public void Add(
        IMethodSymbol method,
        EquatableArray<TopicSegment> filterSegments,
        EquatableArray<TopicSegment> readSegments,
        EquatableArray<LevelModel> levels,
        RouteSettings settings,
        RouteCallModel call,
        TopicMethodModel? declared)
    {
        var own = RetryParser.Parse(method, context);
        var name = SimpleName(method);
        _routes.Add(new RouteModel(
            _names.Next(name + "Route"),
            handler.Name + "." + name,
            TopicParser.Filter(filterSegments),
            readSegments,
            levels,
            settings.OnUnreadable == 0 ? settings with { OnUnreadable = onUnreadable } : settings,
            own.Attempts > 0 ? own : _retry,
            call,
            declared));
    }

    public EquatableArray<RouteModel> ToArray() => new([.. _routes]);

    /// <summary>The method's name; of an explicit implementation, without the interface's.</summary>
    private static string SimpleName(IMethodSymbol method) => method.Name.Substring(method.Name.LastIndexOf('.') + 1);
}
