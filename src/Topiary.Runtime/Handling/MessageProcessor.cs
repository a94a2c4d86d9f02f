using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Topiary.Runtime;

/// <summary>
/// Handles the messages of one handler class: a scope for each try, retries with back-off, answers to requests, and the
/// acknowledgement. Thread-safe.
/// </summary>
internal sealed class MessageProcessor<THandler>(
    IServiceScopeFactory scopes,
    FailurePolicy failures,
    TimeProvider time,
    ILogger logger,
    CancellationToken stopping,
    HandlePipeline? middleware = null,
    Func<THandler>? getSingleton = null) : IMessageProcessor
    where THandler : class
{
    private THandler? _singleton;

    /// <inheritdoc/>
    public ValueTask ProcessAsync(IncomingMessage message)
    {
        var route = (RouteReceiver<THandler>)message.Route!;
        return getSingleton is not null && middleware is null && route.IsPlain && !stopping.IsCancellationRequested
            ? ProcessPlainAsync(getSingleton, route, message)
            : ProcessFullyAsync(route, message, null);
    }

    // One handler for all messages needs no scope, and most methods have nothing to wait for. What has is awaited as the first try.
    private ValueTask ProcessPlainAsync(Func<THandler> get, RouteReceiver<THandler> route, IncomingMessage message)
    {
        var context = ExecutionContext.Capture();
        ValueTask call;
        try
        {
            call = route.Route.InvokeAsync(_singleton ??= get(), message, stopping);
        }
        catch (Exception e)
        {
            call = ValueTask.FromException(e);
        }

        if (ExecutionContext.Capture() != context && context is not null)
        {
            // What the method has left behind, such as an activity, must not be the next one's.
            ExecutionContext.Restore(context);
        }

        return call.IsCompletedSuccessfully && !message.IsAcknowledgedByProtocol ? default : ProcessFullyAsync(route, message, call);
    }

    private async ValueTask ProcessFullyAsync(RouteReceiver<THandler> route, IncomingMessage message, ValueTask? begun)
    {
        var kind = route.Options.Kind;
        if (kind != RouteKind.OneWay && IsExpired(message))
        {
            Log.RequestExpired(logger, route.Options.Name, message.TopicText);
            message.Settle(ReasonCode.Success);
            return;
        }

        try
        {
            // What has not begun when handlers must stop is left for the session's next connection.
            if (begun is null)
            {
                stopping.ThrowIfCancellationRequested();
            }

            if (kind == RouteKind.Stream)
            {
                await ProcessStreamAsync(route, message).ConfigureAwait(false);
            }
            else
            {
                await ProcessMessageAsync(route, message, begun).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Not acknowledged: the broker delivers it again to the session's next connection.
            return;
        }
        catch (Exception e)
        {
            // A fault of this library; the queue must go on.
            Log.Unexpected(logger, e, route.Options.Name, message.TopicText);
            message.Settle(ReasonCode.UnspecifiedError);
        }
    }

    private async ValueTask ProcessMessageAsync(RouteReceiver<THandler> route, IncomingMessage message, ValueTask? begun)
    {
        if (route.Options.Ack == AckMode.OnReceipt)
        {
            message.Settle(ReasonCode.Success);
        }

        // A repeated request has the topic of the first one, so it waits here until that is done.
        var key = route.Options.Idempotent ? ReplyKey.Of(message) : null;
        if (key is not null && route.Responder.Answered.TryGet(key.Value, out var known))
        {
            Log.ReplyRepeated(logger, route.Options.Name, message.TopicText);
            await SendAsync(route, message, route.Responder.RepeatAsync(message, known, stopping)).ConfigureAwait(false);
            message.Settle(ReasonCode.Success);
            return;
        }

        message.CapturesReply = key is not null;
        using var cancellation = route.Options.Kind == RouteKind.Request ? route.Responder.BeginCancellable(message, stopping) : null;
        for (var attempt = 1; ; attempt++)
        {
            // Cancelled before it is begun, while it waited in the queue or for its next try, it is not begun any more.
            var isBegun = cancellation is not { IsCancelled: true };
            var failure = isBegun ? await TryAsync(route, message, attempt, begun, cancellation?.Token ?? stopping).ConfigureAwait(false) : null;
            begun = null;
            if ((failure is not null || !isBegun) && cancellation is { IsCancelled: true })
            {
                // Nobody waits for an answer any more, and no other try is worth anything.
                Log.RequestCancelled(logger, message.TopicText, route.Options.Name);
                message.Settle(ReasonCode.Success);
                return;
            }

            if (key is not null && (message.Reply is not null || failure is MqttRequestException))
            {
                route.Responder.Answered.Add(key.Value, new KnownReply(message.Reply, failure as MqttRequestException));
            }

            if (failure is not null && key is not null && message.Reply is not null)
            {
                // Done, but its answer could not be sent: whoever asks again gets it.
                Log.ReplyFailed(logger, failure, route.Options.Name, message.TopicText);
                failure = null;
            }

            if (failure is null)
            {
                Succeed(route, message);
                return;
            }

            if (attempt > route.Options.RetryAttempts || failure is UnreadablePayloadException or MqttRequestException)
            {
                await FailAsync(route, message, failure, attempt).ConfigureAwait(false);
                return;
            }

            route.OnRetried();
            var delay = route.Options.Backoff(attempt);
            Log.HandlerRetried(logger, route.Options.Name, message.TopicText, attempt, failure.Message, delay.TotalMilliseconds);
            await Task.Delay(delay, time, stopping).ConfigureAwait(false);
        }
    }

    private async ValueTask ProcessStreamAsync(RouteReceiver<THandler> route, IncomingMessage message)
    {
        // An acknowledgement that waits for the end of a stream would hold up those of all later messages.
        message.Settle(ReasonCode.Success);
        using var stream = route.Responder.BeginStream(message, stopping);
        if (stream is null)
        {
            Log.StreamRefused(logger, route.Options.Name, message.TopicText);
            return;
        }

        message.Stream = stream;
        var failure = await TryAsync(route, message, attempt: 1, begun: null, stream.Stopped).ConfigureAwait(false);
        if (stream.IsGivenUp || stream.IsEnded)
        {
            return;
        }

        // Without an end and without a failure middleware has kept the request.
        var refusal = failure is null ? null
            : failure is OperationCanceledException && stopping.IsCancellationRequested
            ? new MqttRequestException("stopped", "The responder is being stopped.")
            : failures.ToRefusal(message, failure, attempts: 1);
        await SendAsync(route, message, stream.EndAsync(refusal, CancellationToken.None)).ConfigureAwait(false);
    }

    /// <summary>Calls the handler's method in a scope of its own; gives what it threw.</summary>
    private async ValueTask<Exception?> TryAsync(RouteReceiver<THandler> route, IncomingMessage message, int attempt, ValueTask? begun, CancellationToken ct)
    {
        try
        {
            if (begun is { } call)
            {
                await call.ConfigureAwait(false);
                return null;
            }

            // Disposed by hand: ConfigureAwait on the scope would box it.
            var scope = scopes.CreateAsyncScope();
            try
            {
                if (middleware is null)
                {
                    await route.Route.InvokeAsync(scope.ServiceProvider.GetRequiredService<THandler>(), message, ct).ConfigureAwait(false);
                }
                else
                {
                    await InvokeAsync(middleware, route, message, scope.ServiceProvider, attempt, ct).ConfigureAwait(false);
                }
            }
            finally
            {
                await scope.DisposeAsync().ConfigureAwait(false);
            }

            return null;
        }
        catch (Exception e) when (e is not OperationCanceledException || !stopping.IsCancellationRequested || message.Stream is not null)
        {
            return e;
        }
    }

    private static ValueTask InvokeAsync(
        HandlePipeline middleware, RouteReceiver<THandler> route, IncomingMessage message, IServiceProvider services, int attempt, CancellationToken ct) =>
        middleware.HandleAsync(
            message, services, attempt, (_, token) => route.Route.InvokeAsync(services.GetRequiredService<THandler>(), message, token), ct);

    private async ValueTask FailAsync(RouteReceiver<THandler> route, IncomingMessage message, Exception failure, int attempts)
    {
        if (route.Options.Kind == RouteKind.OneWay)
        {
            await failures.EndMessageAsync(message, failure, attempts, stopping).ConfigureAwait(false);
            return;
        }

        message.EndProgress();
        var refusal = failures.ToRefusal(message, failure, attempts);
        if (message.TryGetReplyAddress(out var address))
        {
            await SendAsync(route, message, route.Responder.Writer.SendErrorAsync(address, refusal, stopping)).ConfigureAwait(false);
        }

        await failures.EndRequestAsync(message, failure, stopping).ConfigureAwait(false);
    }

    private async ValueTask SendAsync(RouteReceiver<THandler> route, IncomingMessage message, ValueTask sending)
    {
        try
        {
            await sending.ConfigureAwait(false);
        }
        catch (Exception e) when (e is MqttException or TimeoutException or ObjectDisposedException)
        {
            Log.ReplyFailed(logger, e, route.Options.Name, message.TopicText);
        }
    }

    private static void Succeed(RouteReceiver<THandler> route, IncomingMessage message)
    {
        if (route.Options.Ack == AckMode.Manual && message.IsAcknowledgedByProtocol)
        {
            if (message.HasContext)
            {
                return;
            }

            route.OnMissingAck();
        }

        message.Settle(ReasonCode.Success);
    }

    private bool IsExpired(IncomingMessage message) => message.Expiry is { } life && time.GetElapsedTime(message.Arrival) >= life;
}
