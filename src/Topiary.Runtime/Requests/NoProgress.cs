namespace Topiary.Runtime;

/// <summary>Takes reports that nobody wants.</summary>
internal sealed class NoProgress<T> : IProgress<T>
{
    public void Report(T value)
    {
    }
}
