using Topiary.Generators.Parsing;

namespace Topiary.Generators.Tests;

/// <summary>What the parser refuses in a contract, with which id, and where it says so.</summary>
public sealed class ContractProblemTests
{
    /// <summary>Id, marked place, and the members of a contract (with its attribute when it begins with one).</summary>
    public static TheoryData<string, string> Refused => new()
    {
        { ProblemId.MalformedTopic, """[Topic(<"">)] Task AAsync();""" },
        { ProblemId.MalformedTopic, """[Topic(<"a\0b">)] Task AAsync();""" },
        { ProblemId.WildcardInTopicName, """[Topic(<"a/+/b">)] Task AAsync();""" },
        { ProblemId.WildcardInTopicName, """[Topic(<"a/#">)] Task AAsync();""" },
        { ProblemId.MalformedPlaceholder, """[Topic(<"a/{b">)] Task AAsync(string b);""" },
        { ProblemId.MalformedPlaceholder, """[Topic(<"a/x{b}">)] Task AAsync(string b);""" },
        { ProblemId.MalformedPlaceholder, """[Topic(<"a/{}">)] Task AAsync();""" },
        { ProblemId.MalformedPlaceholder, """[Topic(<"{b}/{b}">)] Task AAsync(string b);""" },
        { ProblemId.MalformedPlaceholder, """[Topic(<"{**b}/c">)] Task AAsync(string b);""" },
        { ProblemId.MalformedPlaceholder, """[MqttContract("{b}")] [Topic(<"{b}">)] Task AAsync(string b);""" },
        { ProblemId.MalformedPlaceholder, """[MqttContract("x/{**b}")] [Topic(<"c">)] Task AAsync(string b);""" },
        { ProblemId.WildcardInTopicName, """[MqttContract(<"x/+">)] [Topic("c")] Task AAsync();""" },
        { ProblemId.PlaceholderWithoutParameter, """[Topic(<"a/{b}">)] Task AAsync(string c);""" },
        { ProblemId.PlaceholderWithoutParameter, """[Topic(<"a/{B}">)] Task AAsync(string b);""" },
        { ProblemId.SeveralPayloads, """[Topic("a")] Task AAsync(P b, P <c>);""" },
        { ProblemId.ParameterWithoutPlaceholder, """[Topic("a")] Task AAsync(string <b>, P c);""" },
        { ProblemId.ParameterWithoutPlaceholder, """[Topic("a")] Task AAsync(string <b>, int c);""" },
        { ProblemId.UnsupportedLevelType, """[Topic("{b}")] Task AAsync(int[] <b>);""" },
        { ProblemId.UnsupportedLevelType, """[Topic("{b}")] Task AAsync(int? <b>);""" },
        { ProblemId.UnsupportedLevelType, """[Topic("{b}")] Task AAsync(string? <b>);""" },
        { ProblemId.UnsupportedLevelType, """[Topic("{b}")] Task AAsync(DateTimeOffset <b>);""" },
        { ProblemId.UnsupportedLevelType, """[Topic("{b}")] Task AAsync(Uri <b>);""" },
        { ProblemId.UnsupportedLevelType, """[Topic("{**b}")] Task AAsync(int <b>);""" },
        { ProblemId.UnsupportedReturnType, """[Topic("a")] <void> A();""" },
        { ProblemId.UnsupportedReturnType, """[Topic("a")] <int> A();""" },
        { ProblemId.UnsupportedReturnType, """[Topic("a")] <IEnumerable<int>> A();""" },
        { ProblemId.DuplicateTopic, """[Topic("a/{b}")] Task AAsync(string b); [Topic("a/{c}")] Task <BAsync>(int c);""" },
        { ProblemId.MethodWithoutTopic, """Task <AAsync>();""" },
        { ProblemId.UnsupportedContractMember, """int <A> { get; }""" },
        { ProblemId.UnsupportedContractMember, """event Action <A>;""" },
        { ProblemId.UnsupportedContractMember, """[Topic("a")] Task <AAsync><T>(T b);""" },
        { ProblemId.UnsupportedContractMember, """[Topic("a")] static abstract Task <AAsync>();""" },
        { ProblemId.ParameterByReference, """[Topic("a")] Task AAsync(in int <b>);""" },
        { ProblemId.ParameterByReference, """[Topic("a/{b}")] Task AAsync(ref int <b>);""" },
        { ProblemId.ProgressOfNoRequest, """[Topic("a")] Task AAsync(IProgress<int> <p>);""" },
        { ProblemId.WillOfRequest, """[Topic("a"), <Will>] Task<int> AAsync();""" },
        { ProblemId.RetainedRequest, """[Topic("a", <Retain = true>)] Task<int> AAsync();""" },
        { ProblemId.AttributeValueOutOfRange, """[Topic("a", <QoS = (QoS)3>)] Task AAsync();""" },
        { ProblemId.AttributeValueOutOfRange, """[Topic("a", <TimeoutMilliseconds = 0>)] Task AAsync();""" },
        { ProblemId.AttributeValueOutOfRange, """[Topic("a", <ExpirySeconds = -1>)] Task AAsync();""" },
        { ProblemId.AttributeValueOutOfRange, """[Topic("a", <Format = (PayloadFormat)9>)] Task AAsync();""" },
        { ProblemId.FormatDoesNotFitPayload, """[Topic("a", Format = PayloadFormat.Raw)] Task AAsync(int <a>);""" },
        { ProblemId.FormatDoesNotFitPayload, """[Topic("a", Format = PayloadFormat.Text)] Task<P> <AAsync>();""" },
        { ProblemId.FormatDoesNotFitPayload, """[MqttContract(Format = PayloadFormat.Raw)] [Topic("a")] Task AAsync(P <a>);""" },
        { ProblemId.UnsupportedMessagePack, """[Topic("a", Format = PayloadFormat.MessagePack)] Task AAsync(Action <a>);""" },
        { ProblemId.DuplicateMethodName, """[Topic("a")] Task AAsync(); [Topic("b")] Task <A>(int b);""" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Is_refused(string id, string members)
    {
        var isMarked = members.StartsWith("[MqttContract", StringComparison.Ordinal);
        var end = isMarked ? members.IndexOf(")]", StringComparison.Ordinal) + 2 : 0;
        ProblemAssert.Refused(id, $"{(isMarked ? members[..end] : "[MqttContract]")} public interface IRefused {{ {members[end..]} }} public record P(int I);");
    }

    [Theory]
    [InlineData("[MqttContract] public interface <IRefused><T> { [Topic(\"a\")] Task AAsync(T a); }")]
    [InlineData("public static class Outer<T> { [MqttContract] public interface <IRefused> { [Topic(\"a\")] Task AAsync(); } }")]
    [InlineData("public class Outer { [MqttContract] private interface <IRefused> { [Topic(\"a\")] Task AAsync(); } }")]
    [InlineData("public class Outer { [MqttContract] protected interface <IRefused> { [Topic(\"a\")] Task AAsync(); } }")]
    [InlineData("[MqttContract] file interface <IRefused> { [Topic(\"a\")] Task AAsync(); }")]
    public void Contract_that_generated_code_cannot_implement(string source) => ProblemAssert.Refused(ProblemId.UnsupportedContract, source);

    [Fact]
    public void Topic_that_is_too_long_with_its_prefix()
    {
        var half = new string('a', 40_000);
        ProblemAssert.Refused(
            ProblemId.TopicTooLong, $$"""[MqttContract("{{half}}")] public interface IRefused { [Topic(<"{{half}}">)] Task AAsync(); }""");
    }

    [Fact]
    public void Topic_of_an_extended_contract_may_not_come_again() => ProblemAssert.Refused(ProblemId.DuplicateTopic, """
        [MqttContract("a")] public interface IBase { [Topic("b")] Task BAsync(); }
        [MqttContract] public interface IDerived : IBase { [Topic("a/b")] Task <AAsync>(); }
        """);

    [Fact]
    public void Extended_interface_with_methods_that_are_no_topics() => ProblemAssert.Refused(
        ProblemId.MethodWithoutTopic, """[MqttContract] public interface <IRefused> : IDisposable { [Topic("a")] Task AAsync(); }""");

    [Fact]
    public void Problem_of_an_extended_contract_is_reported_once_and_stops_both() => ProblemAssert.Refused(ProblemId.UnsupportedLevelType, """
        [MqttContract] public interface IBase { [Topic("b/{x}")] Task BAsync(int[] <x>); }
        [MqttContract] public interface IDerived : IBase { [Topic("a")] Task AAsync(); }
        """);

    [Fact]
    public void Unsupported_payload_stops_the_contract()
    {
        var compilation = TestCompilation.Create("""[MqttContract] public interface IRefused { [Topic("a")] Task AAsync(Action a); }""");
        Assert.Contains(ParsedSource.Problems(compilation), static problem => problem.Id == ProblemId.UnsupportedPayload);
        Assert.Empty(GeneratorRun.Of(compilation).Files);
    }

    [Fact]
    public void Other_contracts_are_generated_beside_a_refused_one()
    {
        var run = GeneratorRun.Of("""
            [MqttContract] public interface IRefused { Task AAsync(); }
            [MqttContract] public interface IGood { [Topic("a")] Task AAsync(); }
            """);
        Assert.DoesNotContain("IRefused", string.Concat(run.Files.Values), StringComparison.Ordinal);
        Assert.NotEmpty(run.File("IGood"));
    }
}
