using Microsoft.Extensions.Hosting;

namespace Topiary.Runtime;

/// <summary>
/// Connects and subscribes while the host runs. Starting waits for the first attempt to succeed or fail, so that what an
/// application publishes after its start finds its own handlers subscribed; it does not wait for a broker that is away.
/// </summary>
internal sealed class TopiaryHostedService(TopiaryRuntime runtime, TopiaryConfiguration configuration) : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource<string> _firstFailure = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _connecting = Task.CompletedTask;

    private string Brokers => string.Join(", ", runtime.Options.Brokers);

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Log.Starting(runtime.Logger, Brokers, runtime.Dispatchers.Sum(dispatcher => dispatcher.Routes.Count));
        runtime.Client.StateChanged += OnStateChanged;
        var connected = ConnectAsync();
        if (configuration.RequiresConnection)
        {
            await connected.WaitAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        await Task.WhenAny(connected, _firstFailure.Task).WaitAsync(cancellationToken).ConfigureAwait(false);
        _connecting = ObserveAsync(connected);
        if (connected.IsCompleted)
        {
            // What is no matter of the broker, such as a filter that makes no sense, fails the start.
            await _connecting.ConfigureAwait(false);
        }
        else
        {
            Log.BrokerAway(runtime.Logger, Brokers, await _firstFailure.Task.ConfigureAwait(false));
        }
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        runtime.Client.StateChanged -= OnStateChanged;
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _connecting.ConfigureAwait(false);
        if (cancellationToken.IsCancellationRequested)
        {
            // No time to finish anything: what waits is not begun, and stays unacknowledged.
            runtime.StopHandlers();
        }

        var drained = Task.WhenAll(runtime.Dispatchers.Select(dispatcher => dispatcher.DrainAsync()));
        try
        {
            await drained.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Log.DrainTimedOut(runtime.Logger);
            runtime.StopHandlers();
        }

        await SayGoodbyeAsync(cancellationToken).ConfigureAwait(false);
        await runtime.Client.DisconnectAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    /// <summary>Publishes the last will itself where that is wanted: the broker does not when a client leaves in order.</summary>
    private async Task SayGoodbyeAsync(CancellationToken ct)
    {
        if (configuration.StopMessage is not { } message || runtime.Client.State != MqttClientState.Connected)
        {
            return;
        }

        try
        {
            await runtime.Client.PublishOnThisConnectionAsync(message, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is MqttException or TimeoutException or OperationCanceledException)
        {
            Log.GoodbyeFailed(runtime.Logger, e, message.Topic);
        }
    }

    private async Task ConnectAsync()
    {
        // Subscribed first: messages that the broker kept for the session come with the connection.
        var subscribed = Task.WhenAll(runtime.Dispatchers.Select(dispatcher => dispatcher.SubscribeAsync(_stopping.Token)));
        await runtime.Client.ConnectAsync(_stopping.Token).ConfigureAwait(false);
        await subscribed.ConfigureAwait(false);
    }

    private async Task ObserveAsync(Task connected)
    {
        try
        {
            await connected.ConfigureAwait(false);
        }
        catch (Exception e) when (_stopping.IsCancellationRequested && e is (OperationCanceledException or MqttException))
        {
            // The host stops before a broker was connected.
            return;
        }
        catch (MqttException e)
        {
            Log.Refused(runtime.Logger, Brokers, e.Message);
        }
    }

    private void OnStateChanged(object? sender, MqttClientStateChange change)
    {
        if (change.Current == MqttClientState.Reconnecting)
        {
            _firstFailure.TrySetResult(change.Error?.Message ?? "the connection was closed");
        }
    }
}
