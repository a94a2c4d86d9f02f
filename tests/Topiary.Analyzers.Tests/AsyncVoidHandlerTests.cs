using Topiary.Analyzers.Tests.Verification;

namespace Topiary.Analyzers.Tests;

public class AsyncVoidHandlerTests
{
    [Fact]
    public Task TOP3102_reports_an_async_void_handler() => Verify.DiagnosticsAsync("""
        [MqttHandler]
        public sealed class Lamps
        {
            [Subscribe("lamps/{id}/state")]
            public async void {|TOP3102:OnState|}(int id, string state) => await Task.Delay(id);
        }
        """);

    [Fact]
    public Task TOP3102_accepts_tasks_void_and_methods_that_handle_nothing() => Verify.DiagnosticsAsync("""
        [MqttHandler]
        public sealed class Lamps
        {
            [Subscribe("lamps/{id}/state")]
            public async Task OnState(int id, string state) => await Task.Delay(id);

            [Subscribe("lamps/{id}/level")]
            public void OnLevel(int id, double level) { }

            public async void OnClick(object sender) => await Task.Delay(1);
        }
        """);
}
