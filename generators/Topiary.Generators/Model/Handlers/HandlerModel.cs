namespace Topiary.Generators.Model;

/// <summary>A handler class.</summary>
/// <param name="Namespace">Namespace of the generated class; empty for the global one.</param>
/// <param name="Type">The handler class with <c>global::</c>.</param>
/// <param name="ClassName">Name of the generated class.</param>
/// <param name="HintStem">Beginning of the hint names of its files, unique in the assembly.</param>
/// <param name="Share">Name of the shared subscription; null for none.</param>
/// <param name="MaxConcurrency">Messages of different topics at once; 0 for the number of processors.</param>
/// <param name="Routes">What it handles.</param>
internal sealed record HandlerModel(
    string Namespace,
    string Type,
    string ClassName,
    string HintStem,
    string? Share,
    int MaxConcurrency,
    EquatableArray<RouteModel> Routes);
