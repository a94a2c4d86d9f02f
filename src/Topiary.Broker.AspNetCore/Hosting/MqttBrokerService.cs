using Microsoft.Extensions.Hosting;

namespace Topiary.Broker;

/// <summary>
/// Runs the broker with the host: it is there before the web server takes its first connection, and says good-bye to its clients before the web server
/// begins to wait for connections to end.
/// </summary>
internal sealed class MqttBrokerService(MqttBroker broker) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken) => await broker.StartAsync(cancellationToken).ConfigureAwait(false);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppingAsync(CancellationToken cancellationToken) => await broker.StopAsync(cancellationToken).ConfigureAwait(false);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
