using Microsoft.CodeAnalysis.Diagnostics;
using Topiary.Generators.Model;

namespace Topiary.Generators.Parsing;

/// <summary>Reads what the project says about its AsyncAPI document.</summary>
internal static class AsyncApiSettingsReader
{
    /// <summary>The settings; null when the project wants no document.</summary>
    public static AsyncApiSettings? Read(AnalyzerConfigOptions options) => BuildProperty.IsTrue(options, "TopiaryAsyncApi")
        ? new AsyncApiSettings(Text(options, "_TopiaryAsyncApiTitle"), Text(options, "_TopiaryAsyncApiVersion"))
        : null;

    /// <summary>A property in which <c>Topiary.targets</c> has replaced what would begin a comment.</summary>
    private static string Text(AnalyzerConfigOptions options, string name) =>
        BuildProperty.Get(options, name).Replace("~2", "#").Replace("~1", ";").Replace("~0", "~");
}
