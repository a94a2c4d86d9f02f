namespace Topiary.Fuzz;

/// <summary>The broker did something that the model does not allow.</summary>
internal sealed class FuzzFailureException(string message) : Exception(message);
