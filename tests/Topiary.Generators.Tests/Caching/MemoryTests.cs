using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace Topiary.Generators.Tests;

/// <summary>The generator keeps no compilation alive: in an editor there is a new one for every keystroke.</summary>
public sealed class MemoryTests
{
    [Fact]
    public void Compilations_of_former_runs_are_collected()
    {
        var (driver, old) = RunOften();
        for (var i = 0; i < 10 && old.Any(static reference => reference.IsAlive); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.All(old, static reference => Assert.False(reference.IsAlive));
        GC.KeepAlive(driver);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (GeneratorDriver Driver, List<WeakReference> Old) RunOften()
    {
        var old = new List<WeakReference>();
        var run = GeneratorRun.Of(Samples.Greenhouse);
        for (var i = 0; i < 8; i++)
        {
            old.Add(new WeakReference(run.Input));
            var first = run.Input.SyntaxTrees.Single(static tree => tree.FilePath == "Source0.cs");
            run = run.Then(run.Input.ReplaceSyntaxTree(first, TestCompilation.Parse($"// {i}\n{Samples.Greenhouse}", "Source0.cs")));
        }

        return (run.Driver, old);
    }
}
