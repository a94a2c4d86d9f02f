namespace Topiary.Generators.Tests;

/// <summary>How what is generated is cut into files, and which of them an edit emits again.</summary>
public sealed class EmittedFilesTests
{
    private static readonly Func<string, string> s_removeCommon =
        static text => text.Replace("[Topic(\"{season}/common\")] Task CommonAsync(Season season, Common common);", "", StringComparison.Ordinal);

    [Theory]
    [InlineData(2)]
    [InlineData(20)]
    public void A_contract_has_two_files_and_a_handler_that_needs_no_serializers_more_has_one(int contracts)
    {
        var names = ManyContracts.Names(GeneratorRun.Of(ManyContracts.Sources(contracts)));
        Assert.Equal((3 * contracts) + 1, names.Length);
        Assert.Equal(["HandleA.Handler", "HandleB.Handler"], names[..2]);
        Assert.Equal(["IA.Contract", "IA.Serializers", "IB.Contract", "IB.Serializers"], names[contracts..(contracts + 4)]);
        Assert.Equal("TopiaryRegistration", names[^1]);
    }

    [Fact]
    public void There_are_at_most_two_files_for_a_contract_or_a_handler_whatever_it_needs()
    {
        var names = ManyContracts.Names(GeneratorRun.Of(Samples.Greenhouse, Samples.Formats));
        Assert.Equal(
            [
                "ClimateWatch.Handler", "FormatsHandler.Handler", "FormatsHandler.Serializers", "IFormats.Contract", "IFormats.Serializers",
                "IGreenhouse.Contract", "IGreenhouse.Serializers", "TopiaryRegistration",
            ],
            names);
    }

    [Fact]
    public void What_several_need_stands_with_the_first_contract()
    {
        var run = GeneratorRun.Of(ManyContracts.Sources(3));
        foreach (var name in new[] { "class Many_CommonJson ", "class Many_SeasonLevel\n" })
        {
            Assert.Contains(name, run.File("IA.", "Serializers"), StringComparison.Ordinal);
            Assert.DoesNotContain(name, run.File("IB.", "Serializers") + run.File("IC.", "Serializers"), StringComparison.Ordinal);
        }

        Assert.Empty(TestCompilation.Problems(run.OutputWithWarnings()));
    }

    [Fact]
    public void A_keystroke_outside_any_contract_emits_nothing_again()
    {
        var before = GeneratorRun.Of(ManyContracts.Sources(5));
        Assert.Empty(ManyContracts.Emitted(before, ManyContracts.Edit(before, 5, static text => text.Replace("=> 1", "=> 2", StringComparison.Ordinal))));
        Assert.Empty(ManyContracts.Emitted(before, ManyContracts.Edit(before, 5, static text => text.Replace("Body", "Soul", StringComparison.Ordinal))));
        Assert.Empty(ManyContracts.Emitted(before, ManyContracts.Edit(before, 2, static text => text.Replace("own) { }", "own) { /* nothing */ }", StringComparison.Ordinal))));
    }

    [Fact]
    public void A_changed_topic_emits_its_contract_again_and_what_handles_it()
    {
        var before = GeneratorRun.Of(ManyContracts.Sources(5));
        var after = ManyContracts.Edit(before, 2, static text => text.Replace("/common", "/both", StringComparison.Ordinal));
        Assert.Equal(["IC.Contract"], ManyContracts.Emitted(before, after));

        after = ManyContracts.Edit(before, 2, static text => text.Replace("/own", "/mine", StringComparison.Ordinal));
        Assert.Equal(["HandleC.Handler", "IC.Contract"], ManyContracts.Emitted(before, after));
    }

    [Fact]
    public void A_changed_payload_emits_only_what_uses_it_again()
    {
        var before = GeneratorRun.Of(ManyContracts.Sources(5));
        var after = ManyContracts.Edit(before, 2, static text => text.Replace("double D", "float D", StringComparison.Ordinal));
        Assert.Equal(["HandleC.Handler", "IC.Contract", "IC.Serializers"], ManyContracts.Emitted(before, after));
        Assert.Equal(["Many.IC.Serializers"], Changed(before, after));

        // What all use stands once: with the first.
        after = ManyContracts.Edit(before, 5, static text => text.Replace("int I", "long I", StringComparison.Ordinal));
        Assert.Equal(["Many.IA.Serializers"], Changed(before, after));
    }

    [Fact]
    public void A_contract_that_comes_or_goes_leaves_the_others_alone()
    {
        var sources = ManyContracts.Sources(5);
        var without = GeneratorRun.Of([.. sources.Where(static source => !source.Contains("\"C\"", StringComparison.Ordinal))]);
        var with = without.Then(without.Input.AddSyntaxTrees(TestCompilation.Parse(ManyContracts.Contract(2), "Added.cs")));
        string[] files = ["HandleC.Handler", "IC.Contract", "IC.Serializers", "TopiaryRegistration"];
        Assert.Equal(files, ManyContracts.Emitted(without, with));

        var again = with.Then(without.Input);
        Assert.Equal(["TopiaryRegistration"], ManyContracts.Emitted(with, again));
        Assert.Equal(without.Files, again.Files);
    }

    [Fact]
    public void What_the_first_contract_no_longer_needs_moves_to_the_next_one()
    {
        var before = GeneratorRun.Of(ManyContracts.Sources(4));
        var after = ManyContracts.Edit(before, 0, s_removeCommon);
        Assert.Equal(["IA.Contract", "IA.Serializers", "IB.Serializers"], ManyContracts.Emitted(before, after));
        Assert.Contains("class Many_CommonJson ", after.File("IB.", "Serializers"), StringComparison.Ordinal);
        Assert.Empty(TestCompilation.Problems(after.OutputWithWarnings()));
    }

    private static string[] Changed(GeneratorRun before, GeneratorRun after) =>
        [.. after.Files.Where(file => before.Files[file.Key] != file.Value).Select(static file => string.Join('.', file.Key.Split('.')[..2]) + "." + file.Key.Split('.')[3])];
}
