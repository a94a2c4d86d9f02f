using Topiary.Analyzers.Tests.Verification;

namespace Topiary.Analyzers.Tests;

public class BlockingCallTests
{
    private const string Contract = """

        [MqttContract("lamps/{id}")]
        public interface ILamp
        {
            [Topic("level")] Task LevelAsync(int id, double level, CancellationToken ct = default);
            [Topic("state")] ValueTask<string> StateAsync(int id, CancellationToken ct = default);
        }
        """;

    [Theory]
    [InlineData("Thread.Sleep(10)")]
    [InlineData("Task.Delay(10).Wait()")]
    [InlineData("Task.Delay(10).GetAwaiter().GetResult()")]
    [InlineData("Task.Delay(10).ConfigureAwait(false).GetAwaiter().GetResult()")]
    [InlineData("Task.WaitAll(Task.Delay(1), Task.Delay(2))")]
    [InlineData("new SemaphoreSlim(1).Wait()")]
    [InlineData("_ = Task.FromResult(1).Result", "Task.FromResult(1).Result")]
    public Task TOP3101_reports_a_blocking_call_in_a_handler(string statement, string? blocking = null) => Verify.DiagnosticsAsync($$"""
        [MqttHandler]
        public sealed class Lamps
        {
            [Subscribe("lamps/{id}/state")]
            public void OnState(int id, string state)
            {
                {{statement.Replace(blocking ?? statement, "{|TOP3101:" + (blocking ?? statement) + "|}", StringComparison.Ordinal)}};
            }
        }
        """);

    [Fact]
    public Task TOP3101_reports_a_blocking_call_in_the_implementation_of_a_contract() => Verify.DiagnosticsAsync("""
        [MqttHandler]
        public sealed class Lamps : ILamp
        {
            public Task LevelAsync(int id, double level, CancellationToken ct)
            {
                {|TOP3101:Thread.Sleep(10)|};
                return Task.CompletedTask;
            }

            public ValueTask<string> StateAsync(int id, CancellationToken ct) => new("on");

            private static void Elsewhere() => Thread.Sleep(10);
        }
        """ + Contract);

    [Fact]
    public Task TOP3101_accepts_waiting_outside_handlers_and_results_that_are_there() => Verify.DiagnosticsAsync("""
        [MqttHandler]
        public sealed class Lamps
        {
            [Subscribe("lamps/{id}/state")]
            public async Task OnState(int id, string state)
            {
                var first = Task.FromResult(1);
                var second = Task.FromResult(2);
                await Task.WhenAll(first, second);
                Console.WriteLine(first.Result + second.Result);
                await Task.Run(() => Thread.Sleep(1));
            }
        }

        public static class Tool
        {
            public static void Main2() => Task.Delay(1).Wait();
        }
        """);

    [Fact]
    public Task TOP5102_reports_waiting_for_the_broker() => Verify.DiagnosticsAsync("""
        public sealed class Controller(ILamp lamp, IMqttClient client)
        {
            public string Run()
            {
                {|TOP5102:lamp.LevelAsync(1, 0.5).Wait()|};
                {|TOP5102:lamp.StateAsync(1).AsTask().Wait()|};
                {|TOP5102:client.ConnectAsync().AsTask().GetAwaiter().GetResult()|};
                return {|TOP5102:lamp.StateAsync(1).Result|};
            }
        }
        """ + Contract);

    [Fact]
    public Task TOP5102_accepts_awaiting() => Verify.DiagnosticsAsync("""
        public sealed class Controller(ILamp lamp)
        {
            public async Task<string> RunAsync()
            {
                await lamp.LevelAsync(1, 0.5);
                var state = lamp.StateAsync(1).AsTask();
                await Task.WhenAll(state);
                return state.Result;
            }
        }
        """ + Contract);
}
