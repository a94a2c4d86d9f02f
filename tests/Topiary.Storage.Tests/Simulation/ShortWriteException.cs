namespace Topiary.Storage.Simulation;

/// <summary>Makes a write end after a part of it.</summary>
/// <param name="part">The part, from 0 to 1.</param>
public sealed class ShortWriteException(double part) : IOException("The write ended early (simulated).")
{
    /// <summary>The part that is written.</summary>
    public double Part => part;
}
