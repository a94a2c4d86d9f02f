using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Topiary.Generators.Parsing;

namespace Topiary.Generators.Tests;

/// <summary>A contract is parsed again when anything declared anywhere changes, and only then.</summary>
public sealed class DeclarationTests
{
    private const string Contract = """[MqttContract] public interface IThing { [Topic(Other.Topic)] Task TAsync(Payload p); }""";

    private const string Other = """
        public sealed record Payload(int I, string S = "x")
        {
            private static int s_count = 1;
            public int Long { get { return 1; } }
            public int Cached { get => 1; set; } = 3;
            public Payload(double d) : this(1) { s_count = (int)d; }
            public int Method(int a) { return a + 1; }
            public int Short() => 1; // a comment
        }

        public interface IHelp { int Help() { return 1; } }
        public static class Other { public const string Topic = "topic"; public const string Raw = $"a{Topic}"; }
        """;

    [Theory]
    [InlineData("return a + 1;", "int Local() => 3; return Local();")]
    [InlineData("Short() => 1;", "Short() => 22;")]
    [InlineData("s_count = (int)d;", "s_count = 2;")]
    [InlineData("// a comment", "/* another\n one */")]
    [InlineData("public int Short", "\n\n    public  int Short")]
    [InlineData("Help() { return 1; }", "Help() { return 2; }")]
    public void An_edit_that_declares_nothing_parses_nothing_again(string part, string other) => Assert.Equal(1, Parses(part, other));

    [Theory]
    [InlineData("int I,", "long I,")]
    [InlineData("S = \"x\"", "S = \"y\"")]
    [InlineData("const string Topic = \"topic\"", "const string Topic = \"other\"")]
    [InlineData("$\"a{Topic}\"", "$\"b{Topic}\"")]
    [InlineData("$\"a{Topic}\"", "\"\"\"a\"\"\"")]
    [InlineData("get => 1;", "get => field;")]
    [InlineData("= 3;", "= 4;")]
    [InlineData("Help() { return 1; }", "Help();")]
    [InlineData("Help() { return 1; }", "Help() => 1;")]
    [InlineData("public sealed record", "#nullable disable\npublic sealed record")]
    [InlineData("return a + 1;", "\n#nullable disable\n return a + 1;")]
    [InlineData("public int Short", "[Obsolete] public int Short")]
    [InlineData("Method(int a)", "Method(int b)")]
    [InlineData("public interface IHelp", "public class More { } public interface IHelp")]
    [InlineData("return a + 1;", "return a + 1; }")]
    public void An_edit_of_a_declaration_parses_again(string part, string other) => Assert.Equal(2, Parses(part, other));

    [Fact]
    public void Other_files_references_and_options_parse_again()
    {
        var compilation = TestCompilation.Create(Contract, Other);
        var declaration = Declaration(compilation);
        var parses = 0;
        Count(compilation, 1);
        Count(compilation.Clone(), 1);
        Count(compilation.AddSyntaxTrees(TestCompilation.Parse("", "Empty.cs")), 2);
        Count(compilation.RemoveReferences(compilation.References.First()), 3);
        Count(compilation.WithOptions(compilation.Options.WithNullableContextOptions(NullableContextOptions.Disable)), 4);
        Count(compilation.WithAssemblyName("Another"), 5);
        Count(compilation.WithAssemblyName("Another"), 5);

        void Count(Compilation of, int expected)
        {
            ParsedOnce<string>.Get(declaration, of, () => $"{++parses}");
            Assert.Equal(expected, parses);
        }
    }

    [Fact]
    public void A_declaration_with_problems_is_remembered_too()
    {
        var compilation = TestCompilation.Create(Contract, Other);
        var parses = 0;
        for (var i = 0; i < 2; i++)
        {
            Assert.Null(ParsedOnce<string>.Get(Declaration(compilation), compilation.Clone(), () => ++parses > 1 ? "again" : null));
        }
    }

    [Fact]
    public void Parsing_that_is_cancelled_is_done_again()
    {
        var compilation = TestCompilation.Create(Contract, Other);
        Assert.Throws<OperationCanceledException>(() => ParsedOnce<string>.Get(Declaration(compilation), compilation, () => throw new OperationCanceledException()));
        Assert.Equal("whole", ParsedOnce<string>.Get(Declaration(compilation), compilation, () => "whole"));
    }

    /// <summary>What several edits in a row leave is what a run from nothing gives.</summary>
    [Fact]
    public void Edits_in_a_row_give_what_a_run_from_nothing_gives()
    {
        (string Part, string Other)[] edits =
        [
            ("return a + 1;", "return a;"), ("\"topic\"", "\"other\""), ("int I,", "long I,"), ("Short() => 1", "Short() => 2"), ("\"other\"", "\"third\""),
            ("S = \"x\"", "S = \"y\""), ("// a comment", "// c"), ("long I,", "[property: System.Text.Json.Serialization.JsonPropertyName(\"i\")] long I,"), ("(\"i\")", "(\"\"\"j\"\"\")"), ("\"\"\"j\"\"\"", "\"\"\"k\"\"\""),
        ];
        var text = Other;
        var run = GeneratorRun.Of(Contract, text);
        foreach (var (part, other) in edits)
        {
            Assert.Contains(part, text, StringComparison.Ordinal);
            text = text.Replace(part, other, StringComparison.Ordinal);
            run = run.Then(run.Input.ReplaceSyntaxTree(run.Input.SyntaxTrees.Single(static tree => tree.FilePath == "Source1.cs"), TestCompilation.Parse(text, "Source1.cs")));
            Assert.Equal(GeneratorRun.Of(Contract, text).Files, run.Files);
        }
    }

    private static int Parses(string part, string other)
    {
        Assert.Contains(part, Other, StringComparison.Ordinal);
        var compilation = TestCompilation.Create(Contract, Other);
        var edited = compilation.ReplaceSyntaxTree(
            compilation.SyntaxTrees.Single(static tree => tree.FilePath == "Source1.cs"), TestCompilation.Parse(Other.Replace(part, other, StringComparison.Ordinal), "Source1.cs"));
        var parses = 0;
        var first = ParsedOnce<string>.Get(Declaration(compilation), compilation, () => $"{++parses}");
        var second = ParsedOnce<string>.Get(Declaration(compilation), edited, () => $"{++parses}");
        Assert.Equal(parses == 1, ReferenceEquals(first, second));
        return parses;
    }

    private static InterfaceDeclarationSyntax Declaration(CSharpCompilation compilation) =>
        compilation.SyntaxTrees.Single(static tree => tree.FilePath == "Source0.cs").GetRoot(TestContext.Current.CancellationToken)
            .DescendantNodes().OfType<InterfaceDeclarationSyntax>().Single();
}
