using System;
using Microsoft.CodeAnalysis.Diagnostics;
using Topiary.Generators.Model;

namespace Topiary.Generators.Parsing;

/// <summary>Reads the properties that <c>Topiary.targets</c> makes visible to the compiler.</summary>
internal static class AsyncApiSettingsReader
{
    /// <summary>The settings; null when the project wants no document.</summary>
    public static AsyncApiSettings? Read(AnalyzerConfigOptions options) =>
        string.Equals(Property(options, "TopiaryAsyncApi"), "true", StringComparison.OrdinalIgnoreCase)
            ? new AsyncApiSettings(Property(options, "TopiaryAsyncApiTitle"), Property(options, "TopiaryAsyncApiVersion"))
            : null;

    private static string Property(AnalyzerConfigOptions options, string name) =>
        options.TryGetValue("build_property." + name, out var value) ? value : "";
}
