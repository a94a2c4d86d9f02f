namespace Topiary.Fuzz;

/// <summary>What is to happen next, in order, on the one thread of a run.</summary>
internal sealed class Turns
{
    private readonly Queue<Action> _turns = new();

    public void Add(Action turn) => _turns.Enqueue(turn);

    /// <summary>Runs until nothing is left to do.</summary>
    public void Run()
    {
        while (_turns.TryDequeue(out Action? turn))
        {
            turn();
        }
    }
}
