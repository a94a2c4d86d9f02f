using Topiary.Analyzers.Tests.Verification;

namespace Topiary.Analyzers.Tests;

public class DroppedResultTests
{
    private const string Contract = """

        [MqttContract("lamps/{id}")]
        public interface ILamp
        {
            [Topic("level")] ValueTask LevelAsync(int id, double level, CancellationToken ct = default);
            [Topic("state")] Task<string> StateAsync(int id, CancellationToken ct = default);
            [Topic("history")] IAsyncEnumerable<double> HistoryAsync(int id, CancellationToken ct = default);
        }
        """;

    [Fact]
    public Task TOP5101_reports_a_dropped_publish_or_request() => Verify.DiagnosticsAsync("""
        public sealed class Controller(ILamp? lamp, IMqttClient client)
        {
            public void Run()
            {
                lamp?{|TOP5101:.LevelAsync(1, 0.5)|};
                {|TOP5101:lamp!.StateAsync(1)|};
                {|TOP5101:client.DisconnectAsync()|};
            }
        }
        """ + Contract);

    [Fact]
    public Task TOP5101_accepts_awaited_returned_and_discarded_results() => Verify.DiagnosticsAsync("""
        public sealed class Controller(ILamp lamp)
        {
            public async Task RunAsync()
            {
                await lamp.LevelAsync(1, 0.5);
                _ = lamp.StateAsync(1);
            }

            public ValueTask Forward() => lamp.LevelAsync(2, 1);
        }
        """ + Contract);

    [Fact]
    public Task TOP5103_reports_a_stream_that_is_not_read() => Verify.DiagnosticsAsync("""
        public sealed class Controller(ILamp lamp)
        {
            public void Run()
            {
                {|TOP5103:lamp.HistoryAsync(1)|};
            }
        }
        """ + Contract);

    [Fact]
    public Task TOP5103_accepts_a_stream_that_is_read() => Verify.DiagnosticsAsync("""
        public sealed class Controller(ILamp lamp)
        {
            public async Task RunAsync()
            {
                await foreach (var level in lamp.HistoryAsync(1))
                {
                    Console.WriteLine(level);
                }
            }
        }
        """ + Contract);
}
