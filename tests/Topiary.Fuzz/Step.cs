namespace Topiary.Fuzz;

/// <summary>One step of a run. It stands for itself: leaving others out does not change what it draws.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="Client">Number of the client.</param>
/// <param name="Seed">What its details are drawn from.</param>
internal sealed record Step(StepKind Kind, int Client, int Seed);
