using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Topiary.Runtime;

/// <summary>
/// Handles the batches of one method: a scope for each try, retries with back-off of the whole batch, and the end of each message.
/// Thread-safe.
/// </summary>
internal sealed class BatchProcessor<THandler>(
    BatchRoute<THandler> route, IServiceScopeFactory scopes, FailurePolicy failures, HandlePipeline? middleware, TimeProvider time, ILogger logger, CancellationToken stopping)
    : IBatchProcessor
    where THandler : class
{
    /// <inheritdoc/>
    public async ValueTask ProcessAsync(IReadOnlyList<IncomingMessage> messages)
    {
        var batch = new MessageBatch([.. messages]);
        try
        {
            stopping.ThrowIfCancellationRequested();
            if (middleware is not null)
            {
                await PassMiddlewareAsync(batch, middleware).ConfigureAwait(false);
            }

            await ProcessAsync(batch).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Not acknowledged: the broker delivers them again to the session's next connection.
            return;
        }
        catch (Exception e)
        {
            // A fault of this library; the queue must go on.
            Log.Unexpected(logger, e, route.Options.Name, route.Options.Filter);
            foreach (var message in batch.Messages)
            {
                message.Settle(ReasonCode.UnspecifiedError);
            }
        }
    }

    private async ValueTask ProcessAsync(MessageBatch batch)
    {
        for (var attempt = 1; ; attempt++)
        {
            var failure = await TryAsync(batch).ConfigureAwait(false);
            foreach (var (message, unreadable) in batch.TakeUnreadable())
            {
                await failures.EndMessageAsync(message, unreadable, attempts: 1, stopping).ConfigureAwait(false);
            }

            if (failure is null)
            {
                Succeed(batch);
                return;
            }

            if (attempt > route.Options.RetryAttempts)
            {
                await FailAsync(batch, failure, attempt).ConfigureAwait(false);
                return;
            }

            var delay = route.Options.Backoff(attempt);
            Log.BatchRetried(logger, route.Options.Name, batch.Messages.Count, attempt, failure.Message, delay.TotalMilliseconds);
            batch.Messages[0].Route!.OnRetried();
            await Task.Delay(delay, time, stopping).ConfigureAwait(false);
        }
    }

    private async ValueTask<Exception?> TryAsync(MessageBatch batch)
    {
        if (batch.Messages.Count == 0)
        {
            return null;
        }

        try
        {
            var scope = scopes.CreateAsyncScope();
            try
            {
                await route.InvokeAsync(scope.ServiceProvider.GetRequiredService<THandler>(), batch, stopping).ConfigureAwait(false);
            }
            finally
            {
                await scope.DisposeAsync().ConfigureAwait(false);
            }

            return null;
        }
        catch (Exception e) when (e is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            return e;
        }
    }

    private void Succeed(MessageBatch batch)
    {
        foreach (var message in batch.Messages)
        {
            if (route.Options.Ack == AckMode.Manual && message.IsAcknowledgedByProtocol)
            {
                if (message.HasContext)
                {
                    continue;
                }

                message.Route!.OnMissingAck();
            }

            message.Settle(ReasonCode.Success);
        }
    }

    /// <summary>The failure is told once; each message has an end of its own.</summary>
    private async ValueTask FailAsync(MessageBatch batch, Exception failure, int attempts)
    {
        for (var i = 0; i < batch.Messages.Count; i++)
        {
            await failures.EndMessageAsync(batch.Messages[i], failure, attempts, stopping, isReported: i == 0).ConfigureAwait(false);
        }
    }

    /// <summary>Each message passes by itself, before the batch is handled. One that middleware keeps is acknowledged; one on which it throws has failed.</summary>
    private async ValueTask PassMiddlewareAsync(MessageBatch batch, HandlePipeline pipeline)
    {
        foreach (var message in batch.Messages.ToList())
        {
            try
            {
                if (await pipeline.ReadAsync(message, MessageKind.OneWay, route.Options.Name, static _ => { }, stopping).ConfigureAwait(false))
                {
                    continue;
                }

                message.Settle(ReasonCode.Success);
            }
            catch (Exception e) when (e is not OperationCanceledException || !stopping.IsCancellationRequested)
            {
                await failures.EndMessageAsync(message, e, attempts: 1, stopping).ConfigureAwait(false);
            }

            batch.Remove(message);
        }
    }
}
