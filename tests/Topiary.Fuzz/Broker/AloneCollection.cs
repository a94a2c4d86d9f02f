namespace Topiary.Fuzz;

/// <summary>Tests that look at the whole process.</summary>
[CollectionDefinition("Alone", DisableParallelization = true)]
public sealed class AloneCollection;
