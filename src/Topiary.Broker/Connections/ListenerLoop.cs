using Topiary.Transport;

namespace Topiary.Broker;

/// <summary>Accepts the connections of one listener.</summary>
internal sealed class ListenerLoop(BrokerCore core, ITransportListener listener, ConnectionIntake intake, DurabilityLevel level) : IAsyncDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    private Task _running = Task.CompletedTask;

    public string Address => listener.Address;

    public async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        await listener.StartAsync(cancellationToken).ConfigureAwait(false);
        core.Log.Listening(listener.Address);
    }

    /// <summary>Begins to accept; after every listener has started.</summary>
    public void Accept() => _running = RunAsync();

    public async ValueTask DisposeAsync()
    {
        await listener.DisposeAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        while (true)
        {
            TransportConnection? transport;
            try
            {
                transport = await listener.AcceptAsync(CancellationToken.None).ConfigureAwait(false);
            }
            catch (MqttTransportException e)
            {
                // No sockets are left: those who are connected are served on, and room may come.
                core.Log.AcceptFailed(listener.Address, e.Message);
                await Task.Delay(s_pause, core.Clock.Provider).ConfigureAwait(false);
                continue;
            }

            if (transport is null)
            {
                return;
            }

            intake.TryAdmit(transport, core.AllowAnonymous, level);
        }
    }
}
