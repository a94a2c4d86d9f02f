using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Topiary.Generators.Tests;

/// <summary>An edit that changes no declaration leaves every step and every output as it was.</summary>
public sealed class CachingTests
{
    private const string Unrelated = "namespace Other; public static class Unrelated { public static int One() => 1; }";

    private static readonly string[] s_steps =
    [
        TrackingNames.Runtime, TrackingNames.Contracts, TrackingNames.Handlers, TrackingNames.SerializerPlaces, TrackingNames.Serializers,
        TrackingNames.Registration,
    ];

    public static TheoryData<string, Func<string, string>> Edits => new()
    {
        { "above", static source => "// A comment\n\n\n" + source },
        { "a type above", static source => source.Replace("namespace My.App;", "namespace My.App;\n\npublic sealed class Added { }\n", StringComparison.Ordinal) },
        { "below", static source => source + "\n\npublic sealed class Added { }\n" },
        { "in a body", static source => source.Replace("=> Task.CompletedTask", "=> Task.FromResult(1)", StringComparison.Ordinal) },
        { "white space within", static source => source.Replace("(string house, int zone", "(string house,\n        int   zone", StringComparison.Ordinal) },
        { "a comment within", static source => source.Replace("[Topic(", "/* topic */ [Topic(", StringComparison.Ordinal) },
    };

    [Theory]
    [MemberData(nameof(Edits))]
    public void Edits_around_and_within_declarations_keep_everything(string name, Func<string, string> edit)
    {
        Assert.NotEmpty(name);
        var before = GeneratorRun.Of(Samples.Greenhouse, Unrelated);
        var edited = edit(Samples.Greenhouse);
        Assert.NotEqual(Samples.Greenhouse, edited);
        AssertKept(before, before.Then(Replace(before.Input, "Source0.cs", edited)));
    }

    [Fact]
    public void An_edit_in_another_file_keeps_everything()
    {
        var before = GeneratorRun.Of(Samples.Greenhouse, Unrelated);
        AssertKept(before, before.Then(Replace(before.Input, "Source1.cs", Unrelated.Replace("1;", "2;", StringComparison.Ordinal))));
    }

    [Fact]
    public void Another_file_keeps_everything()
    {
        var before = GeneratorRun.Of(Samples.Greenhouse, Unrelated);
        AssertKept(before, before.Then(before.Input.AddSyntaxTrees(TestCompilation.Parse("public class Added;", "Added.cs"))));
    }

    [Theory]
    [InlineData("public static int One() => 1;", "public static int One() => 2;")]
    [InlineData("// nothing", "// some")]
    public void A_keystroke_outside_any_contract_emits_nothing_again_for_any_kind_of_payload_or_handler(string part, string other)
    {
        const string Other = "namespace Other; public static class Unrelated { public static int One() => 1; } // nothing";
        var before = GeneratorRun.Of(Samples.Greenhouse, Samples.Formats, Other);
        Assert.Contains("class My_Formats_PackedMessagePack ", before.File("IFormats", "Serializers"), StringComparison.Ordinal);
        Assert.Contains("OneOf", before.File("IFormats", "Serializers"), StringComparison.Ordinal);
        Assert.Contains(before.Files.Keys, static name => name.Contains("Formats", StringComparison.Ordinal) && name.Contains("Handler", StringComparison.Ordinal));

        AssertKept(before, before.Then(Replace(before.Input, "Source2.cs", Other.Replace(part, other, StringComparison.Ordinal))));
    }

    [Fact]
    public void A_changed_topic_changes_its_contract_only()
    {
        var before = GeneratorRun.Of(Samples.Greenhouse, Unrelated);
        var after = before.Then(Replace(
            before.Input, "Source0.cs", Samples.Greenhouse.Replace("zones/{zone}/history", "zones/{zone}/past", StringComparison.Ordinal)));
        Assert.Equal([IncrementalStepRunReason.Modified], Reasons(after, TrackingNames.Contracts).Distinct());
        AssertKept(after, TrackingNames.Handlers, TrackingNames.SerializerPlaces, TrackingNames.Serializers, TrackingNames.Registration);
        Assert.NotEqual(before.File(".Contract."), after.File(".Contract."));
    }

    [Fact]
    public void A_changed_payload_changes_its_serializer()
    {
        var before = GeneratorRun.Of(Samples.Greenhouse, Unrelated);
        var after = before.Then(Replace(
            before.Input, "Source0.cs", Samples.Greenhouse.Replace("double Humidity", "float Humidity", StringComparison.Ordinal)));
        Assert.Contains(IncrementalStepRunReason.Modified, Reasons(after, TrackingNames.Serializers));
        AssertKept(after, TrackingNames.Registration);
    }

    [Fact]
    public void A_new_contract_leaves_the_others_alone()
    {
        var before = GeneratorRun.Of(Samples.Greenhouse, Unrelated);
        var after = before.Then(Replace(
            before.Input, "Source1.cs", "[MqttContract] public interface IMore { [Topic(\"more\")] Task MoreAsync(); }"));
        Assert.Equal(
            [IncrementalStepRunReason.Cached, IncrementalStepRunReason.New], Reasons(after, TrackingNames.Contracts).OrderBy(static reason => reason.ToString(), StringComparer.Ordinal));
        Assert.Equal(before.Files.Where(static file => !file.Key.Contains("Registration", StringComparison.Ordinal)), after.Files.Where(file => before.Files.ContainsKey(file.Key) && !file.Key.Contains("Registration", StringComparison.Ordinal)));
        Assert.Contains("IMore", after.File("TopiaryRegistration"), StringComparison.Ordinal);
    }

    private static Compilation Replace(Compilation compilation, string path, string text)
    {
        var old = compilation.SyntaxTrees.Single(tree => tree.FilePath == path);
        return compilation.ReplaceSyntaxTree(old, TestCompilation.Parse(text, path));
    }

    private static void AssertKept(GeneratorRun before, GeneratorRun after)
    {
        AssertKept(after, s_steps);
        var outputs = after.Result.TrackedOutputSteps.SelectMany(static step => step.Value).SelectMany(static run => run.Outputs).ToArray();
        Assert.NotEmpty(outputs);
        Assert.All(outputs, static output => Assert.Equal(IncrementalStepRunReason.Cached, output.Reason));
        Assert.Equal(before.Files, after.Files);
    }

    private static void AssertKept(GeneratorRun run, params string[] steps)
    {
        foreach (var step in steps)
        {
            var reasons = Reasons(run, step);
            Assert.NotEmpty(reasons);
            Assert.All(reasons, reason => Assert.True(
                reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, $"{step}: {reason}"));
        }
    }

    private static IncrementalStepRunReason[] Reasons(GeneratorRun run, string step) =>
        [.. run.Result.TrackedSteps[step].SelectMany(static tracked => tracked.Outputs).Select(static output => output.Reason)];
}
