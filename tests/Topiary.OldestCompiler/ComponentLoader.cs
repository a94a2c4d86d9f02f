using System.Reflection;
using Microsoft.CodeAnalysis;

namespace Topiary.OldestCompiler;

/// <summary>Loads generators and analyzers with the compiler that this program has, as the compiler does with its own.</summary>
internal sealed class ComponentLoader : IAnalyzerAssemblyLoader
{
    public void AddDependencyLocation(string fullPath)
    {
    }

    public Assembly LoadFromPath(string fullPath) => Assembly.LoadFrom(fullPath);
}
