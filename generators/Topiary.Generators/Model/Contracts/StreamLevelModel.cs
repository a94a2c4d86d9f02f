namespace Topiary.Generators.Model;

/// <summary>A level of a topic stream.</summary>
/// <param name="Parameter">Identifier of the parameter that selects it.</param>
/// <param name="Property">Name of the message's property.</param>
/// <param name="IsRest">Whether it is the rest of the topic.</param>
/// <param name="Level">The level.</param>
internal sealed record StreamLevelModel(string Parameter, string Property, bool IsRest, LevelModel Level);
