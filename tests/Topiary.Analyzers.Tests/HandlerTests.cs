using Topiary.Analyzers.Tests.Verification;

namespace Topiary.Analyzers.Tests;

/// <summary>What the parser of handlers refuses is reported, at the place where it has to be mended.</summary>
public class HandlerTests
{
    private const string Contract = """

        public sealed record Data(int Value);

        [MqttContract("things/{id}")]
        public interface IThings
        {
            [Topic("data")] ValueTask DataAsync(int id, Data data);
            [Topic("ask")] ValueTask<bool> AskAsync(int id, Data data);
        }
        """;

    [Theory]
    [InlineData("""[Subscribe("a/{|TOP1002:#|}/b")] public void M() { }""")]
    [InlineData("""[Subscribe("a/{{|TOP1007:b c|}}")] public void M(int b) { }""")]
    [InlineData("""[Subscribe({|TOP1006:"$share/group/a"|})] public void M() { }""")]
    [InlineData("""[Subscribe("a", {|TOP2011:Ack = (AckMode)9|})] public void M() { }""")]
    [InlineData("""[Subscribe("a", {|TOP2011:OnUnreadable = (UnreadablePolicy)9|})] public void M(Data data) { }""")]
    [InlineData("""[Subscribe("a/{id}")] public void M(Data {|TOP2004:id|}) { }""")]
    [InlineData("""[Subscribe("a/{id}")] public void M(int id, ref int {|TOP3001:data|}) { }""")]
    [InlineData("""[Subscribe("a")] public void M(PublishOptions {|TOP3001:options|}) { }""")]
    [InlineData("""[Handles<IThings>(nameof(IThings.DataAsync))] public void M(Guid {|TOP3001:id|}) { }""")]
    [InlineData("""[Handles<IThings>(nameof(IThings.DataAsync))] public void M(string {|TOP3001:other|}, int id) { }""")]
    [InlineData("""[Handles<IThings>({|TOP3002:"Date"|})] public void M() { }""")]
    [InlineData("""[Handles<IThings>(nameof(IThings.DataAsync), {|TOP3003:"id"|})] public void M() { }""")]
    [InlineData("""[Handles<IThings>(nameof(IThings.DataAsync), {|TOP3003:"id=x"|})] public void M() { }""")]
    [InlineData("""[Handles<IThings>(nameof(IThings.DataAsync))] public {|TOP3004:Task<int>|} M() => Task.FromResult(1);""")]
    [InlineData("""[Handles<IThings>(nameof(IThings.AskAsync))] public {|TOP3004:string|} M() => "";""")]
    [InlineData("""[Subscribe("a/+")] public void M(int id, Data {|TOP3005:data|}) { }""")]
    [InlineData("""[Subscribe("a")] public static void {|TOP3011:M|}() { }""")]
    [InlineData("""[Subscribe("a")] private void {|TOP3011:M|}() { }""")]
    [InlineData("""[Subscribe("a/{id}/#")] [OrderBy({|TOP3012:"ID"|})] public void M(int id) { }""")]
    [InlineData("""[Subscribe("a/{id}")] [OrderBy("id", {|TOP3012:"id"|})] public void M(int id) { }""")]
    [InlineData("""[Subscribe("a")] public int M(IProgress<int> {|TOP3001:progress|}) => 1;""")]
    [InlineData("""[Handles<IThings>(nameof(IThings.AskAsync))] public bool M(IProgress<int> {|TOP3001:progress|}) => true;""")]
    [InlineData("""[Subscribe("a")] [Batch] public void {|TOP3013:M|}(Data data) { }""")]
    [InlineData("""[Subscribe("a/{id}")] [Batch] public void {|TOP3013:M|}(int id, IReadOnlyList<Data> data) { }""")]
    [InlineData("""[Subscribe("a")] [Batch] public int {|TOP3013:M|}(IReadOnlyList<Data> data) => 1;""")]
    [InlineData("""[Subscribe("a")] [Batch({|TOP2011:Size = 0|})] public void M(IReadOnlyList<Data> data) { }""")]
    [InlineData("""[Handles<IThings>(nameof(IThings.DataAsync))] [Batch] public void M(IReadOnlyList<int> {|TOP3001:data|}) { }""")]
    [InlineData("""[Subscribe("a")] public void M(Action {|TOP4001:action|}) { }""")]
    public Task TOP3001_to_TOP3013_reports_what_cannot_handle_messages(string method) => Verify.DiagnosticsAsync($$"""
        [MqttHandler]
        public sealed class Handler
        {
            {{method}}
        }
        """ + Contract);

    [Theory]
    [InlineData("""[Subscribe("a/+/{id}/#", QoS = QoS.ExactlyOnce)] public async Task M(Guid id, ReadOnlyMemory<byte> payload, MessageContext message, CancellationToken ct) => await Task.Delay(1, ct);""")]
    [InlineData("""[Subscribe("a/{id}")] public bool M(int id) => true;""")]
    [InlineData("""[Subscribe("a/{id}")] [Subscribe("b/{id}")] internal void M(int id) { }""")]
    [InlineData("""[Subscribe("a/{id}/{**rest}")] [OrderBy("rest", "id")] public void M() { }""")]
    [InlineData("""[Subscribe("a/{id}"), Batch(Size = 5, Milliseconds = 1)] public Task M(IReadOnlyList<Received<Data>> data, CancellationToken ct) => Task.CompletedTask;""")]
    [InlineData("""[Handles<IThings>(nameof(IThings.DataAsync)), Batch] public void M(IReadOnlyList<Data> data) { }""")]
    [InlineData("""[Handles<IThings>(nameof(IThings.DataAsync)), OrderBy] public void M() { }""")]
    [InlineData("""[Handles<IThings>(nameof(IThings.DataAsync), "id=3")] public ValueTask M(Data data) => default;""")]
    [InlineData("""[Handles<IThings>(nameof(IThings.AskAsync))] public Task<bool> M(Data data) => Task.FromResult(true);""")]
    public Task TOP3001_to_TOP3013_accepts_handlers(string method) => Verify.DiagnosticsAsync($$"""
        [MqttHandler(Share = "group", MaxConcurrency = 4)]
        public sealed class Handler
        {
            {{method}}
        }
        """ + Contract);

    [Theory]
    [InlineData("""[MqttHandler] public class {|TOP3006:Handler|} { public void M() { } }""")]
    [InlineData("""[MqttHandler] public abstract class {|TOP3007:Handler|} { [Subscribe("a")] public void M() { } }""")]
    [InlineData("""[MqttHandler] public class {|TOP3007:Handler|}<T> { [Subscribe("a")] public void M() { } }""")]
    [InlineData("""[MqttHandler({|TOP1006:Share = "a/b"|})] public class Handler { [Subscribe("a")] public void M() { } }""")]
    [InlineData("""[MqttHandler({|TOP2011:MaxConcurrency = -1|})] public class Handler { [Subscribe("a")] public void M() { } }""")]
    [InlineData("""public class Handler { [Subscribe("a")] public void {|TOP3008:M|}() { } }""")]
    public Task TOP3006_to_TOP3008_reports_classes_that_cannot_be_handlers(string source) => Verify.DiagnosticsAsync(source);

    [Fact]
    public Task TOP3008_accepts_base_classes_of_handlers() => Verify.DiagnosticsAsync("""
        public abstract class Abstract
        {
            [Subscribe("a")] public void M() { }
        }

        public class Base
        {
            [Subscribe("b")] public void N() { }
        }

        [MqttHandler]
        public sealed class Handler : Base
        {
        }
        """);

    [Fact]
    public Task A_handler_of_a_broken_contract_does_not_repeat_its_problems() => Verify.DiagnosticsAsync("""
        [MqttContract]
        public interface IBroken
        {
            [Topic({|TOP2001:"{id}"|})] ValueTask MAsync();
        }

        [MqttHandler]
        public sealed class Handler : IBroken
        {
            public ValueTask MAsync() => default;
        }
        """);
}
