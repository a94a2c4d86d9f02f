namespace Topiary.Client;

/// <summary>One user of a subscription: a receiver, or a plain <see cref="IMqttClient.SubscribeAsync"/>.</summary>
internal sealed class SubscriptionHold(SubscriptionManager manager, Subscription subscription, SubscriptionSpec spec, IMessageReceiver? receiver) : IAsyncDisposable
{
    private int _disposed;

    public Subscription Subscription { get; } = subscription;

    public SubscriptionSpec Spec { get; } = spec;

    public IMessageReceiver? Receiver { get; } = receiver;

    /// <summary>A SUBSCRIBE that includes its wishes has been sent; answers to earlier ones do not concern it.</summary>
    public bool IsAsked { get; set; }

    /// <summary>Completes with the first answer of the broker.</summary>
    public TaskCompletionSource<MqttSubscribeResult> Granted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        try
        {
            await manager.ReleaseAsync(this, CancellationToken.None).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Logged by the manager. The hold is gone; the broker's subscription is ended with the next connection at the latest.
        }
    }
}
