namespace Topiary.Generators.Model;

/// <summary>Which messages of a route are handled one after the other.</summary>
/// <param name="Name">Names of the levels, separated by commas.</param>
/// <param name="EndsWithRest">Whether the last one is the rest of the topic.</param>
/// <param name="Levels">Their positions in the topic, counted from 0.</param>
internal sealed record OrderModel(string Name, bool EndsWithRest, EquatableArray<int> Levels);
