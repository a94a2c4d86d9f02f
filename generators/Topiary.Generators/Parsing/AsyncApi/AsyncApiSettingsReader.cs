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
            ? new AsyncApiSettings(Text(options, "_TopiaryAsyncApiTitle"), Text(options, "_TopiaryAsyncApiVersion"))
            : null;

    /// <summary>A property in which <c>Topiary.targets</c> has replaced what would begin a comment.</summary>
    private static string Text(AnalyzerConfigOptions options, string name) =>
        Property(options, name).Replace("~2", "#").Replace("~1", ";").Replace("~0", "~");

    private static string Property(AnalyzerConfigOptions options, string name) =>
        options.TryGetValue("build_property." + name, out var value) ? value : "";
}
