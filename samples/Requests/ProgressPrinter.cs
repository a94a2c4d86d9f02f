namespace Requests;

/// <summary>Hears of progress one report after the other, in order.</summary>
public sealed class ProgressPrinter(Scale scale) : IProgress<int>
{
    public void Report(int value)
    {
        Console.WriteLine($"progress   {value} %");
        scale.Reported.Release();
    }
}
