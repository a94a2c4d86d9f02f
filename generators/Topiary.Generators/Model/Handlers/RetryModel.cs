namespace Topiary.Generators.Model;

/// <summary>How often a handler is tried again.</summary>
/// <param name="Attempts">Tries after the first one; 0 for none.</param>
/// <param name="BackoffMilliseconds">Wait before the first new try.</param>
internal readonly record struct RetryModel(int Attempts, int BackoffMilliseconds);
