using System;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Topiary.Generators.Parsing;

/// <summary>Properties of the project that <c>Topiary.targets</c> makes visible to the compiler.</summary>
internal static class BuildProperty
{
    /// <summary>The value; empty when the project does not set it.</summary>
    public static string Get(AnalyzerConfigOptions options, string name) =>
        options.TryGetValue("build_property." + name, out var value) ? value : "";

    public static bool IsTrue(AnalyzerConfigOptions options, string name) => string.Equals(Get(options, name), "true", StringComparison.OrdinalIgnoreCase);
}
