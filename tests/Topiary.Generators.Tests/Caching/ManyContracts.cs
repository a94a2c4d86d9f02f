using Microsoft.CodeAnalysis;

namespace Topiary.Generators.Tests;

/// <summary>
/// A project of several contracts, a file each: one payload and one enum of its own, one payload and one enum that all use, and
/// a handler of it.
/// </summary>
internal static class ManyContracts
{
    public const string Shared = "namespace Many; public sealed record Common(int I); public enum Season { Dry, Wet } public static class Busy { public static int Body() => 1; }";

    public static string[] Sources(int count) => [.. Enumerable.Range(0, count).Select(Contract), Shared];

    public static string Contract(int index) => Template.Replace("§", ((char)('A' + index)).ToString(), StringComparison.Ordinal);

    /// <summary>Files whose text is another object than before, which makes the compiler parse it again, and new ones.</summary>
    public static string[] Emitted(GeneratorRun before, GeneratorRun after)
    {
        var known = before.Result.GeneratedSources.ToDictionary(static file => file.HintName, static file => file.SourceText, StringComparer.Ordinal);
        return [.. after.Result.GeneratedSources
            .Where(file => !known.TryGetValue(file.HintName, out var text) || !ReferenceEquals(text, file.SourceText))
            .Select(static file => Short(file.HintName))
            .Order(StringComparer.Ordinal)];
    }

    /// <summary>Hint names without hash and extension.</summary>
    public static string[] Names(GeneratorRun run) => [.. run.Files.Keys.Select(Short).Order(StringComparer.Ordinal)];

    public static GeneratorRun Edit(GeneratorRun run, int file, Func<string, string> edit)
    {
        var old = run.Input.SyntaxTrees.Single(tree => tree.FilePath == $"Source{file}.cs");
        var text = edit(old.ToString());
        Assert.NotEqual(old.ToString(), text);
        return run.Then(run.Input.ReplaceSyntaxTree(old, TestCompilation.Parse(text, old.FilePath)));
    }

    private static string Short(string hintName)
    {
        var parts = hintName.Split('.');
        return hintName.StartsWith("Topiary.Generated.", StringComparison.Ordinal) ? parts[2] : string.Join('.', parts[^5], parts[^3]);
    }

    private const string Template = """
        namespace Many;
        public sealed record Own§(double D, List<int> Numbers);
        public enum Mode§ { On, Off }

        [MqttContract("§")]
        public interface I§
        {
            [Topic("{mode}/own")] Task OwnAsync(Mode§ mode, Own§ own);
            [Topic("{season}/common")] Task CommonAsync(Season season, Common common);
        }

        [MqttHandler]
        public sealed class Handle§
        {
            [Handles<I§>(nameof(I§.OwnAsync))] public void OnOwn(Mode§ mode, Own§ own) { }
        }
        """;
}
