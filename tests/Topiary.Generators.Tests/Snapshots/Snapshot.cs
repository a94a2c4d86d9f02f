using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Topiary.Generators.Tests;

/// <summary>
/// Compares generated files with <c>Snapshots/Verified/&lt;test&gt;/&lt;hint&gt;.verified.txt</c>. A difference is written to
/// <c>.received.txt</c> beside it and fails; with <c>TOPIARY_ACCEPT=1</c> it is accepted instead.
/// </summary>
internal static partial class Snapshot
{
    private const string Verified = ".verified.txt";
    private const string Received = ".received.txt";

    public static bool Accepts => Environment.GetEnvironmentVariable("TOPIARY_ACCEPT") == "1";

    public static string Root([CallerFilePath] string path = "") => Path.Combine(Path.GetDirectoryName(path)!, "Verified");

    /// <summary>Compares the files of one test; a verified file that is not produced any more is a difference too.</summary>
    public static void Match(IEnumerable<KeyValuePair<string, string>> files, [CallerMemberName] string test = "")
    {
        var folder = Directory.CreateDirectory(Path.Combine(Root(), test)).FullName;
        var differences = new List<string>();
        var produced = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (hint, text) in files)
        {
            var name = ShortName(hint);
            Assert.True(produced.Add(name), $"two files are named {name}");
            Compare(Path.Combine(folder, name), Normalize(text), differences);
        }

        foreach (var path in Directory.GetFiles(folder, "*" + Verified))
        {
            if (!produced.Contains(Path.GetFileName(path)[..^Verified.Length]))
            {
                differences.Add($"{path}: no longer generated");
                DeleteWhenAccepted(path);
            }
        }

        Assert.True(Accepts || differences.Count == 0, string.Join(Environment.NewLine, differences));
    }

    private static void Compare(string path, string text, List<string> differences)
    {
        var verified = path + Verified;
        var received = path + Received;
        if (File.Exists(verified) && File.ReadAllText(verified) == text)
        {
            File.Delete(received);
            return;
        }

        differences.Add($"{received}: differs from {Path.GetFileName(verified)}");
        File.WriteAllText(Accepts ? verified : received, text);
        if (Accepts)
        {
            File.Delete(received);
        }
    }

    private static void DeleteWhenAccepted(string path)
    {
        if (Accepts)
        {
            File.Delete(path);
        }
    }

    /// <summary>The hint name without its hash, which would only make the files hard to tell apart.</summary>
    private static string ShortName(string hint) => Hash().Replace(hint, "").Replace(".g.cs", "", StringComparison.Ordinal);

    private static string Normalize(string text) => Version().Replace(text, "GeneratedCode(\"Topiary.Generators\", \"VERSION\")");

    [GeneratedRegex(@"\.[0-9a-f]{8}(?=\.)")]
    private static partial Regex Hash();

    [GeneratedRegex(@"GeneratedCode\(""Topiary\.Generators"", ""[0-9.]+""\)")]
    private static partial Regex Version();
}
