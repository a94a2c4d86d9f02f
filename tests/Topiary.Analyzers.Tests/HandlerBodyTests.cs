using Topiary.Analyzers.Tests.Verification;

namespace Topiary.Analyzers.Tests;

/// <summary>Rules about what handlers do with their context and how they are acknowledged and retried.</summary>
public class HandlerBodyTests
{
    [Theory]
    [InlineData("_last = {|TOP3103:message|};")]
    [InlineData("Last = {|TOP3103:message|};")]
    [InlineData("_last ??= {|TOP3103:message|};")]
    [InlineData("_all.Add({|TOP3103:message|});")]
    [InlineData("_pairs.Add((id, {|TOP3103:message|}));")]
    [InlineData("Task.Run(() => Console.WriteLine({|TOP3103:message|}.Topic));")]
    [InlineData("_ = Task.Run(async () => { await Task.Delay(1); Console.WriteLine({|TOP3103:message|}.Topic); });")]
    [InlineData("ThreadPool.QueueUserWorkItem(_ => Console.WriteLine({|TOP3103:message|}.Topic));")]
    public Task TOP3103_reports_a_context_that_is_kept(string statement) => Verify.DiagnosticsAsync(Handler("", statement));

    [Theory]
    [InlineData("", "Console.WriteLine(message.Topic);")]
    [InlineData("", "var local = message; Console.WriteLine(local.Topic);")]
    [InlineData("", "var all = new List<MessageContext>(); all.Add(message);")]
    [InlineData("", "_topic = message.Topic;")]
    [InlineData("", "Task.Run(() => Console.WriteLine(message.Topic)).ContinueWith(_ => { }).GetHashCode();")]
    [InlineData(", Ack = AckMode.Manual", "_all.Add(message);")]
    public Task TOP3103_accepts_a_context_that_is_used_at_once_or_acknowledged_later(string settings, string statement) =>
        Verify.DiagnosticsAsync(Handler(settings, statement));

    [Theory]
    [InlineData("Console.WriteLine(id);")]
    [InlineData("Console.WriteLine(message.Topic);")]
    public Task TOP3104_reports_a_handler_that_never_acknowledges(string statement) =>
        Verify.DiagnosticsAsync(Handler(", {|TOP3104:Ack = AckMode.Manual|}", statement));

    [Theory]
    [InlineData("message.Acknowledge();")]
    [InlineData("if (id > 3) { message.Acknowledge(); }")]
    [InlineData("Elsewhere(message);")]
    [InlineData("Action acknowledge = message.Acknowledge; acknowledge();")]
    [InlineData("_all.Add(message);")]
    public Task TOP3104_accepts_a_handler_that_may_acknowledge(string statement) =>
        Verify.DiagnosticsAsync(Handler(", Ack = AckMode.Manual", statement));

    [Theory]
    [InlineData("")]
    [InlineData(", Ack = AckMode.OnReceipt")]
    public Task TOP3105_reports_an_acknowledgement_that_does_nothing(string settings) =>
        Verify.DiagnosticsAsync(Handler(settings, "{|TOP3105:message.Acknowledge()|};"));

    [Fact]
    public Task TOP3105_accepts_manual_acknowledgement() => Verify.DiagnosticsAsync(Handler(", Ack = AckMode.Manual", "message.Acknowledge();"));

    [Fact]
    public Task TOP3106_reports_an_ack_mode_for_qos_0() =>
        Verify.DiagnosticsAsync(Handler(", QoS = QoS.AtMostOnce, {|TOP3106:Ack = AckMode.Manual|}", ""));

    [Fact]
    public Task TOP3106_accepts_an_ack_mode_for_other_qos() =>
        Verify.DiagnosticsAsync(Handler(", QoS = QoS.ExactlyOnce, Ack = AckMode.OnReceipt", ""));

    [Fact]
    public Task TOP3107_reports_retry_where_nothing_is_handled() => Verify.DiagnosticsAsync("""
        [{|TOP3107:Retry(3)|}]
        public class Plain
        {
            [{|TOP3107:Retry(3)|}] public void M() { }
        }
        """);

    [Fact]
    public Task TOP3107_accepts_retry_on_handlers() => Verify.DiagnosticsAsync("""
        [MqttContract]
        public interface IThings
        {
            [Topic("a")] ValueTask MAsync();
        }

        [Retry(3), MqttHandler]
        public class Handler : IThings
        {
            [Retry(1, 10)] public ValueTask MAsync() => default;
            [Retry(1, 10), Subscribe("b")] public void N() { }
        }
        """);

    private static string Handler(string settings, string statement) => $$"""
        [MqttHandler]
        public sealed class Handler
        {
            private readonly List<MessageContext> _all = [];
            private readonly List<(int, MessageContext)> _pairs = [];
            private MessageContext? _last;
            private string? _topic;

            private MessageContext? Last { get; set; }

            [Subscribe("a/{id}"{{settings}})]
            public void M(int id, MessageContext message)
            {
                {{statement}}
            }

            private void Elsewhere(MessageContext message) => Console.WriteLine($"{message.Topic} {_last} {_topic} {Last} {_all.Count} {_pairs.Count}");
        }
        """;
}
