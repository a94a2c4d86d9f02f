using Topiary.Generators.Parsing;

namespace Topiary.Generators.Tests;

/// <summary>What the parser refuses in a handler, with which id, and where it says so.</summary>
public sealed class HandlerProblemTests
{
    private const string Contract = """
        public sealed record Values(double Low, double High);

        public sealed record Other(double Low);

        [MqttContract("h/{house}")]
        public interface IHouse
        {
            [Topic("zones/{zone}")] ValueTask ZoneAsync(string house, int zone, Values values);
            [Topic("ask")] ValueTask<int> AskAsync(string house);
            [Topic("all")] IAsyncEnumerable<int> AllAsync(string house);
            [Topic("{kind}/{id}/{day}/{on}/{**rest}")] ValueTask ManyAsync(string house, DayOfWeek kind, Guid id, DateOnly day, bool on, string rest);
            void NotATopic() { }
        }

        """;

    public static TheoryData<string, string> Refused => new()
    {
        { ProblemId.HandlerParameterDoesNotFit, """[Subscribe("a/{b}")] public void A(ref int <b>) { }""" },
        { ProblemId.HandlerParameterDoesNotFit, """[Subscribe("a")] public void A(PublishOptions? <b>) { }""" },
        { ProblemId.HandlerParameterDoesNotFit, """[Subscribe("a")] public void A(MessageContext a, MessageContext <b>) { }""" },
        { ProblemId.HandlerParameterDoesNotFit, """[Handles<IHouse>("ZoneAsync")] public void A(long <zone>) { }""" },
        { ProblemId.HandlerParameterDoesNotFit, """[Handles<IHouse>("ZoneAsync")] public void A(Other <values>) { }""" },
        { ProblemId.HandlerParameterDoesNotFit, """[Handles<IHouse>("AskAsync")] public void A(int <unknown>) { }""" },
        { ProblemId.UnsupportedLevelType, """[Subscribe("a/{b}")] public void A(int[] <b>) { }""" },
        { ProblemId.HandlerSeveralPayloads, """[Subscribe("a")] public void A(int b, int <c>) { }""" },
        { ProblemId.HandledMemberIsNoTopic, """[Handles<IHouse>(<"Missing">)] public void A() { }""" },
        { ProblemId.HandledMemberIsNoTopic, """[Handles<IHouse>(<"NotATopic">)] public void A() { }""" },
        { ProblemId.HandledMemberIsNoTopic, """[Handles<IDisposable>(<"Missing">)] public void A() { }""" },
        { ProblemId.HandledLevelInvalid, """[Handles<IHouse>("ZoneAsync", <"house">)] public void A() { }""" },
        { ProblemId.HandledLevelInvalid, """[Handles<IHouse>("ZoneAsync", <"city=x">)] public void A() { }""" },
        { ProblemId.HandledLevelInvalid, """[Handles<IHouse>("ZoneAsync", <"house=">)] public void A() { }""" },
        { ProblemId.HandledLevelInvalid, """[Handles<IHouse>("ZoneAsync", <"house=a/b">)] public void A() { }""" },
        { ProblemId.HandledLevelInvalid, """[Handles<IHouse>("ZoneAsync", <"house=+">)] public void A() { }""" },
        { ProblemId.HandledLevelInvalid, """[Handles<IHouse>("ZoneAsync", "house=a", <"house=b">)] public void A() { }""" },
        { ProblemId.HandledLevelInvalid, """[Handles<IHouse>("ZoneAsync", <"zone=03">)] public void A() { }""" },
        { ProblemId.HandledLevelInvalid, """[Handles<IHouse>("ZoneAsync", <"zone=2147483648">)] public void A() { }""" },
        { ProblemId.HandledLevelInvalid, """[Handles<IHouse>("ManyAsync", <"kind=monday">)] public void A() { }""" },
        { ProblemId.HandledLevelInvalid, """[Handles<IHouse>("ManyAsync", <"id=A1B2C3D4-0000-0000-0000-000000000000">)] public void A() { }""" },
        { ProblemId.HandledLevelInvalid, """[Handles<IHouse>("ManyAsync", <"day=2026-02-30">)] public void A() { }""" },
        { ProblemId.HandledLevelInvalid, """[Handles<IHouse>("ManyAsync", <"on=True">)] public void A() { }""" },
        { ProblemId.HandledLevelInvalid, """[Handles<IHouse>("ManyAsync", <"rest=a">)] public void A() { }""" },
        { ProblemId.UnsupportedHandlerReturnType, """[Handles<IHouse>("ZoneAsync")] public <int> A() => 1;""" },
        { ProblemId.UnsupportedHandlerReturnType, """[Handles<IHouse>("AskAsync")] public <Task<long>> A() => Task.FromResult(1L);""" },
        { ProblemId.UnsupportedHandlerReturnType, """[Handles<IHouse>("AllAsync")] public <Task<int>> A() => Task.FromResult(1);""" },
        { ProblemId.UnsupportedHandlerMethod, """[Subscribe("a")] private void <A>() { }""" },
        { ProblemId.UnsupportedHandlerMethod, """[Subscribe("a")] protected void <A>() { }""" },
        { ProblemId.UnsupportedHandlerMethod, """[Subscribe("a")] public static void <A>() { }""" },
        { ProblemId.UnsupportedHandlerMethod, """[Subscribe("a")] public void <A><T>() { }""" },
        { ProblemId.OrderedByNoLevel, """[Subscribe("a/{b}"), OrderBy(<"c">)] public void A(int b) { }""" },
        { ProblemId.OrderedByNoLevel, """[Subscribe("a/{b}"), OrderBy("b", <"b">)] public void A(int b) { }""" },
        { ProblemId.UnsupportedBatch, """[Subscribe("a"), Batch] public void <A>(int b) { }""" },
        { ProblemId.UnsupportedBatch, """[Subscribe("a"), Batch] public void <A>(IReadOnlyList<int> b, MessageContext c) { }""" },
        { ProblemId.MultiLevelWildcardNotLast, """[Subscribe(<"a/#/b">)] public void A() { }""" },
        { ProblemId.WildcardInsideLevel, """[Subscribe(<"a/b+">)] public void A() { }""" },
        { ProblemId.MalformedPlaceholder, """[Subscribe(<"a/{b">)] public void A() { }""" },
        { ProblemId.MalformedSharedSubscription, """[Subscribe(<"$share/a/b">)] public void A() { }""" },
        { ProblemId.MalformedSharedSubscription, """[Subscribe(<"$share/a">)] public void A() { }""" },
        { ProblemId.AttributeValueOutOfRange, """[Subscribe("a", <QoS = (QoS)7>)] public void A() { }""" },
        { ProblemId.AttributeValueOutOfRange, """[Subscribe("a", <Ack = (AckMode)7>)] public void A() { }""" },
        { ProblemId.AttributeValueOutOfRange, """[Subscribe("a"), <Retry(0)>] public void A() { }""" },
        { ProblemId.AttributeValueOutOfRange, """[Subscribe("a"), <Retry(1, -1)>] public void A() { }""" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Is_refused(string id, string members) =>
        ProblemAssert.Refused(id, $"{Contract}[MqttHandler] public class Refused {{ {members} }}", "Refused_Handler");

    [Theory]
    [InlineData(ProblemId.HandlerHandlesNothing, "[MqttHandler] public class <Refused> { public void A() { } }")]
    [InlineData(ProblemId.UnsupportedHandlerClass, "[MqttHandler] public class <Refused><T> { [Subscribe(\"a\")] public void A() { } }")]
    [InlineData(ProblemId.UnsupportedHandlerClass, "[MqttHandler] public abstract class <Refused> { [Subscribe(\"a\")] public void A() { } }")]
    [InlineData(ProblemId.UnsupportedHandlerClass, "public class Outer { [MqttHandler] private class <Refused> { [Subscribe(\"a\")] public void A() { } } }")]
    [InlineData(ProblemId.UnsupportedHandlerClass, "[MqttHandler] file class <Refused> { [Subscribe(\"a\")] public void A() { } }")]
    [InlineData(ProblemId.MalformedSharedSubscription, "[MqttHandler(<Share = \"a/b\">)] public class Refused { [Subscribe(\"a\")] public void A() { } }")]
    [InlineData(ProblemId.MalformedSharedSubscription, "[MqttHandler(<Share = \"\">)] public class Refused { [Subscribe(\"a\")] public void A() { } }")]
    [InlineData(ProblemId.AttributeValueOutOfRange, "[MqttHandler(<MaxConcurrency = -1>)] public class Refused { [Subscribe(\"a\")] public void A() { } }")]
    public void Class_is_refused(string id, string source) => ProblemAssert.Refused(id, source);

    [Fact]
    public void Problem_of_the_contract_is_reported_there_and_stops_the_handler_too() =>
        ProblemAssert.Refused(ProblemId.UnsupportedLevelType, """
            [MqttContract] public interface IBad { [Topic("{a}")] Task AAsync(int[] <a>); }
            [MqttHandler] public class Refused : IBad { public Task AAsync(int[] a) => Task.CompletedTask; }
            [MqttHandler] public class Refused2 { [Handles<IBad>("AAsync")] public void A() { } }
            """);

    [Fact]
    public void Problem_of_a_contract_in_another_assembly_is_reported_at_the_handler()
    {
        var library = TestCompilation.CreateNamed("Library", [], """[MqttContract] public interface IBad { [Topic("{a}")] Task AAsync(int[] a); }""");
        var source = "[MqttHandler] public class Refused : IBad { public Task AAsync(int[] a) => Task.CompletedTask; }";
        var compilation = TestCompilation.CreateNamed("Application", [CrossAssembly.Reference(library)], source);
        var problem = Assert.Single(ParsedSource.Problems(compilation));
        Assert.Equal(ProblemId.UnsupportedLevelType, problem.Id);
        Assert.Equal("Refused", source.Substring(problem.Location!.SourceSpan.Start, problem.Location.SourceSpan.Length));
    }
}
