namespace Topiary.Storage.Simulation;

/// <summary>One change of a simulated disk.</summary>
/// <param name="Number">Its number, from 0.</param>
/// <param name="Call">What is done.</param>
/// <param name="File">To which file.</param>
/// <param name="Bytes">How many bytes are written.</param>
public readonly record struct SimulatedOperation(long Number, SimulatedCall Call, string File, int Bytes);
