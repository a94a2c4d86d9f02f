using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Topiary.Analyzers.Tests.Verification;

namespace Topiary.Analyzers.Tests;

/// <summary>Compilations that are not what an analyzer hopes for.</summary>
public class CompilationTests
{
    [Fact]
    public async Task Nothing_is_reported_without_a_reference_to_Topiary()
    {
        var compilation = CSharpCompilation.Create(
            "Plain",
            [CSharpSyntaxTree.ParseText("""
                public static class Plain
                {
                    public static void Listen([System.Diagnostics.CodeAnalysis.StringSyntax("MqttTopicFilter")] string filter) { }
                    public static void Run() => Listen("a/#/b");
                }
                """, TestCompilation.ParseOptions)],
            TestCompilation.ReferencesWithoutTopiary,
            TestCompilation.Options);
        Assert.Empty(TestCompilation.CompilerErrors(compilation));
        Assert.Empty(await TestCompilation.AnalyzeAsync(compilation));
    }

    [Theory]
    [InlineData("[MqttContract(")]
    [InlineData("[MqttContract] public interface I { [Topic( ValueTask MAsync(")]
    [InlineData("[MqttContract(5)] public interface I { [Topic(null)] Missing MAsync(Missing a, Missing b); }")]
    [InlineData("[MqttContract] public interface I : I { [Topic] void M(); [Topic(\"a\", Missing = 3)] ValueTask N(); }")]
    [InlineData("[MqttHandler] public class H : Missing { [Subscribe] public void M(Missing m) { } [Handles<Missing>(nameof(Missing.M))] public void N() { } [Handles] public void O() { } }")]
    [InlineData("[MqttHandler] public class H { [Subscribe(\"a\", Ack = )] public void M(MessageContext m) { m. } }")]
    [InlineData("public class C { public void M(IMqttClient client) { client.SubscribeAsync($\"a/{\"); client.SubscribeAsync(\"); client.SubscribeAsync(+); } }")]
    [InlineData("public class C { public void M(IServiceCollection s) { s.AddTopiary().AddPublisher<>().AddHandler<Missing>().AddPublisher(); } }")]
    public async Task Half_written_source_does_not_crash_an_analyzer(string source) =>
        Assert.All(
            await TestCompilation.AnalyzeAsync(TestCompilation.Create(source)),
            diagnostic => Assert.StartsWith("TOP", diagnostic.Id, StringComparison.Ordinal));
}
