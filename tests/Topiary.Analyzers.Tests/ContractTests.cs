using Topiary.Analyzers.Tests.Verification;

namespace Topiary.Analyzers.Tests;

/// <summary>What the parser of contracts refuses is reported, at the place where it has to be mended.</summary>
public class ContractTests
{
    [Theory]
    [InlineData("""[Topic("{|TOP1004:+|}/a")] ValueTask MAsync();""")]
    [InlineData("""[Topic("{id}/{|TOP1004:#|}")] ValueTask MAsync(int id);""")]
    [InlineData("""[Topic("{{|TOP1007:i d|}}")] ValueTask MAsync(int id);""")]
    [InlineData("""[Topic({|TOP2001:"{id}/a"|})] ValueTask MAsync(string ID);""")]
    [InlineData("""[Topic("a")] ValueTask MAsync(Data first, Data {|TOP2002:second|});""")]
    [InlineData("""[Topic("a")] ValueTask MAsync(int {|TOP2003:id|}, Data data);""")]
    [InlineData("""[Topic("a/{id}")] ValueTask MAsync(Data {|TOP2004:id|});""")]
    [InlineData("""[Topic("a/{id}")] ValueTask MAsync(int? {|TOP2004:id|});""")]
    [InlineData("""[Topic("a/{**rest}")] ValueTask MAsync(int {|TOP2004:rest|});""")]
    [InlineData("""[Topic("a")] {|TOP2005:int|} M();""")]
    [InlineData("""[Topic("a")] {|TOP2005:IEnumerable<int>|} M();""")]
    [InlineData("""[Topic("{x}/a")] ValueTask MAsync(int x); [Topic("{y}/a")] ValueTask {|TOP2006:NAsync|}(int y);""")]
    [InlineData("""ValueTask {|TOP2007:MAsync|}();""")]
    [InlineData("""int {|TOP2008:Property|} { get; }""")]
    [InlineData("""[Topic("a")] ValueTask {|TOP2008:MAsync|}<T>();""")]
    [InlineData("""[Topic("a")] ValueTask MAsync(in int {|TOP2009:value|});""")]
    [InlineData("""[Topic("a", {|TOP2010:Retain = true|})] ValueTask<int> MAsync();""")]
    [InlineData("""[Topic("a", {|TOP2011:QoS = (QoS)3|})] ValueTask MAsync();""")]
    [InlineData("""[Topic("a", {|TOP2011:ExpirySeconds = -1|})] ValueTask MAsync();""")]
    [InlineData("""[Topic("a")] ValueTask MAsync(); [Topic("b")] ValueTask {|TOP2012:MAsync|}(int value);""")]
    [InlineData("""[Topic("a", {|TOP2101:QoS = QoS.AtMostOnce|})] ValueTask<int> MAsync();""")]
    [InlineData("""[Topic("a", {|TOP2102:TimeoutMilliseconds = 5|})] ValueTask MAsync();""")]
    [InlineData("""[Topic("a")] ValueTask MAsync(IProgress<int> {|TOP2015:progress|});""")]
    [InlineData("""[Topic("a")] IAsyncEnumerable<int> MAsync(IProgress<int>? {|TOP2015:progress|});""")]
    [InlineData("""[Topic("a", {|TOP2102:Window = 5|})] ValueTask<int> MAsync();""")]
    [InlineData("""[Topic("a", {|TOP2011:Window = 0|})] IAsyncEnumerable<int> MAsync();""")]
    [InlineData("""[Topic("a"), {|TOP2014:Will|}] ValueTask<int> MAsync();""")]
    [InlineData("""[Topic("a"), Will({|TOP2011:DelaySeconds = -1|})] ValueTask MAsync();""")]
    [InlineData("""[Topic("a", {|TOP2102:Idempotent = true|})] ValueTask MAsync();""")]
    [InlineData("""[Topic("a", {|TOP2102:Idempotent = true|})] IAsyncEnumerable<int> MAsync();""")]
    [InlineData("""[Topic("a", {|TOP2102:ExpirySeconds = 5|})] IAsyncEnumerable<int> MAsync();""")]
    [InlineData("""[Topic("a")] ValueTask MAsync(Action {|TOP4001:payload|});""")]
    [InlineData("""[Topic("a", Format = PayloadFormat.Text)] ValueTask MAsync(Data {|TOP4002:data|});""")]
    [InlineData("""[Topic("a", Format = PayloadFormat.Raw)] ValueTask MAsync(string {|TOP4002:data|});""")]
    public Task TOP2001_to_TOP2102_reports_what_cannot_be_a_topic(string member) => Verify.DiagnosticsAsync($$"""
        public sealed record Data(int Value);

        [MqttContract("things")]
        public interface IThings
        {
            {{member}}
        }
        """);

    [Theory]
    [InlineData("""[Topic("a")] ValueTask MAsync();""")]
    [InlineData("""[Topic("a")] ValueTask<Data> MAsync(Data data, IProgress<double>? progress = null, CancellationToken ct = default);""")]
    [InlineData("""[Topic("a", Window = 5)] IAsyncEnumerable<int> MAsync();""")]
    [InlineData("""[Topic("a"), Will(DelaySeconds = 5, PublishOnStop = true)] Task MAsync(Data data);""")]
    [InlineData("""[Topic("a/{id}/{**rest}", QoS = QoS.ExactlyOnce, Retain = true, ExpirySeconds = 60)] Task MAsync(Guid id, string rest, Data data, PublishOptions? options = null, CancellationToken ct = default);""")]
    [InlineData("""[Topic("a", TimeoutMilliseconds = 5)] Task<Data> MAsync(int value);""")]
    [InlineData("""[Topic("a")] IAsyncEnumerable<Data> MAsync(TimeSpan last); ValueTask Shorthand() => default;""")]
    [InlineData("""[Topic("{kind}")] ValueTask MAsync(DayOfWeek kind, byte[] data); [Topic("{kind}/{day}")] ValueTask NAsync(DayOfWeek kind, DateOnly day);""")]
    public Task TOP2001_to_TOP2102_accepts_topics(string members) => Verify.DiagnosticsAsync($$"""
        public sealed record Data(int Value);

        [MqttContract("things")]
        public interface IThings
        {
            {{members}}
        }
        """);

    [Fact]
    public Task TOP2013_reports_an_interface_that_cannot_be_a_contract() => Verify.DiagnosticsAsync("""
        [MqttContract]
        public interface {|TOP2013:IThings|}<T>
        {
            [Topic("a")] ValueTask MAsync();
        }

        public class Outer
        {
            [MqttContract]
            private interface {|TOP2013:IHidden|}
            {
                [Topic("a")] ValueTask MAsync();
            }
        }
        """);

    [Fact]
    public Task TOP2013_accepts_nested_and_internal_interfaces() => Verify.DiagnosticsAsync("""
        public class Outer
        {
            [MqttContract]
            internal interface INested
            {
                [Topic("a")] ValueTask MAsync();
            }
        }
        """);

    [Fact]
    public Task TOP2103_reports_topics_outside_of_contracts() => Verify.DiagnosticsAsync("""
        public interface IThings
        {
            [{|TOP2103:Topic("a")|}] ValueTask MAsync();
        }

        public class Things
        {
            [{|TOP2103:Topic("a/{|TOP1004:#|}")|}] public ValueTask MAsync() => default;
        }
        """);

    [Fact]
    public Task TOP2103_accepts_topics_in_contracts() => Verify.DiagnosticsAsync("""
        [MqttContract]
        public interface IThings
        {
            [Topic("a")] ValueTask MAsync();
        }
        """);

    [Fact]
    public Task TOP4001_to_TOP4003_accepts_payloads_that_have_a_form() => Verify.DiagnosticsAsync("""
        public sealed record Data(int Value, string? Name, double? Weight, Data? Next);

        [MqttContract]
        public interface IThings
        {
            [Topic("a")] ValueTask AAsync(Data data);
            [Topic("b", Format = PayloadFormat.Text)] ValueTask BAsync(decimal number);
            [Topic("c", Format = PayloadFormat.Raw)] ValueTask CAsync(ReadOnlyMemory<byte> bytes);
            [Topic("d", Format = PayloadFormat.Json)] ValueTask DAsync(string text);
            [Topic("e", Format = PayloadFormat.MessagePack)] ValueTask EAsync(Data data);
        }
        """);

    [Fact]
    public Task TOP4001_to_TOP4003_reports_payloads_that_have_none() => Verify.DiagnosticsAsync("""
        [MqttContract(Format = PayloadFormat.Raw)]
        public interface IThings
        {
            [Topic("a", Format = PayloadFormat.Json)] ValueTask AAsync(Action {|TOP4001:action|});
            [Topic("b")] ValueTask BAsync(decimal {|TOP4002:number|});
            [Topic("c", Format = PayloadFormat.MessagePack)] ValueTask CAsync(Action {|TOP4003:action|});
        }
        """);

    [Fact]
    public Task A_topic_that_is_wrong_only_together_with_its_prefix_is_reported_once() => Verify.DiagnosticsAsync("""
        [MqttContract("{id}")]
        public interface IThings
        {
            [Topic({|TOP1007:"{id}"|})] ValueTask MAsync(int id);
        }

        [MqttContract("{**rest}")]
        public interface IRest
        {
            [Topic({|TOP1007:"a"|})] ValueTask MAsync(string rest);
        }

        [MqttContract]
        public interface IEmpty
        {
            [Topic({|TOP1001:""|})] ValueTask MAsync();
        }
        """);

    [Fact]
    public Task Problems_of_an_inherited_contract_are_reported_where_it_is_declared() => Verify.DiagnosticsAsync("""
        [MqttContract]
        public interface IBase
        {
            [Topic({|TOP2001:"{id}"|})] ValueTask MAsync();
        }

        [MqttContract]
        public interface IDerived : IBase
        {
            [Topic("a")] ValueTask NAsync();
        }
        """);
}
