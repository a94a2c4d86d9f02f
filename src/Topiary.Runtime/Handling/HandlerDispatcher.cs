using Topiary.Client;
using Topiary.Protocol;

namespace Topiary.Runtime;

/// <summary>One handler class at run time: its queue, its routes and their subscriptions.</summary>
internal sealed class HandlerDispatcher<THandler> : IHandlerDispatcher
    where THandler : class
{
    private readonly TopiaryRuntime _runtime;
    private readonly HandlerQueue _queue;
    private readonly RouteReceiver<THandler>[] _routes;
    private readonly string _sharePrefix;

    public HandlerDispatcher(HandlerDescription<THandler> description, TopiaryRuntime runtime)
    {
        _runtime = runtime;
        _sharePrefix = string.IsNullOrEmpty(description.Share) ? "" : $"$share/{description.Share}/";
        var maxConcurrency = description.MaxConcurrency > 0 ? description.MaxConcurrency : Environment.ProcessorCount;
        var processor = new ObservedProcessor(
            new MessageProcessor<THandler>(
                runtime.Scopes, runtime.Failures, runtime.Time, runtime.Logger, runtime.HandlersStopping, runtime.Handling, runtime.FindSingleton<THandler>()),
            runtime.Client,
            runtime.Time);
        _queue = new HandlerQueue(
            new LaneScheduler(processor, runtime.Monitor, maxConcurrency, HandlerQueue.Capacity), new StreamScheduler(processor, runtime.Monitor), runtime.Client.NotifyAtBatchEnd);
        _routes =
        [
            .. description.Routes.Select(route => new RouteReceiver<THandler>(route, runtime.Responder, _queue, runtime.Time, runtime.Logger, BatchesOf(route))
            {
                Telemetry = new RouteTelemetry(route.Options, description.Share),
            }),
        ];
    }

    /// <inheritdoc/>
    public string Name => typeof(THandler).Name;

    /// <inheritdoc/>
    public IReadOnlyList<RouteState> Routes => _routes;

    /// <inheritdoc/>
    public int Queued => _queue.Queued + _routes.Sum(static route => route.Batches?.Queued ?? 0);

    /// <inheritdoc/>
    public int Running => _queue.Running + _routes.Sum(static route => route.Batches?.Running ?? 0);

    /// <inheritdoc/>
    public Task SubscribeAsync(CancellationToken ct) => Task.WhenAll(
    [
        .. _routes.Select(route => SubscribeAsync(route, ct)),
        .. _routes.Where(static route => route.Options.Kind == RouteKind.Request)
            .Select(static route => CancelTopics.Filter(route.Options.Filter))
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .Select(filter => SubscribeToCancellationsAsync(filter, ct)),
    ]);

    /// <inheritdoc/>
    public Task DrainAsync() =>
        Task.WhenAll(_routes.Select(static route => route.Batches?.DrainAsync() ?? Task.CompletedTask).Append(_queue.DrainAsync()));

    private BatchScheduler? BatchesOf(HandlerRoute<THandler> route)
    {
        if (route is not BatchRoute<THandler> batches || route.Options.Batch is not { } options)
        {
            return null;
        }

        var processor = new ObservedBatchProcessor(
            new BatchProcessor<THandler>(
                batches, _runtime.Scopes, _runtime.Failures, _runtime.Handling, _runtime.Time, _runtime.Logger, _runtime.HandlersStopping),
            _runtime.Client,
            _runtime.Time);

        // The broker sends no more than Receive Maximum before some are acknowledged: a larger batch would always wait for its time.
        var size = route.Options.QoS == QoS.AtMostOnce ? options.Size : Math.Min(options.Size, _runtime.Options.ReceiveMaximum);
        return new BatchScheduler(processor, _runtime.Monitor, size, TimeSpan.FromMilliseconds(options.Milliseconds), _runtime.Time);
    }

    private async Task SubscribeAsync(RouteReceiver<THandler> route, CancellationToken ct)
    {
        var filter = _sharePrefix + route.Options.Filter;
        try
        {
            await _runtime.Client.SubscribeAsync(new SubscriptionSpec(filter, route.Options.QoS), route, ct).ConfigureAwait(false);
            route.SubscriptionError = null;
            Log.Subscribed(_runtime.Logger, route.Options.Name, filter);
        }
        catch (Exception e) when (e is MqttSubscribeException or TimeoutException)
        {
            // The other routes work; the log says what is missing.
            route.SubscriptionError = e.Message;
            Log.SubscribeFailed(_runtime.Logger, route.Options.Name, filter, e.Message);
        }
    }

    private async Task SubscribeToCancellationsAsync(string filter, CancellationToken ct)
    {
        try
        {
            var spec = new SubscriptionSpec(filter, QoS.AtMostOnce) { RetainHandling = RetainHandling.DoNotSend };
            await _runtime.Client.SubscribeAsync(spec, _runtime.Responder.Cancellations, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is MqttSubscribeException or TimeoutException)
        {
            // Requests are answered all the same.
            Log.CancellationsUnheard(_runtime.Logger, filter, e.Message);
        }
    }
}
