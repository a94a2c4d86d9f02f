using Topiary.Protocol;

namespace Topiary.Client;

/// <summary>Enhanced authentication of one connection: at its beginning, and again when asked for.</summary>
/// <remarks>
/// Threading: until CONNACK the read loop waits for each step; later steps run beside it, one after the other. <see cref="AgainAsync"/> may be called by any
/// thread.
/// </remarks>
internal sealed class LinkAuthentication : IDisposable
{
    private readonly Lock _gate = new();
    private readonly ClientConnection _connection;
    private readonly IMqttAuthentication _authentication;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationToken _stopping;
    private IMqttAuthenticationExchange? _exchange;
    private TaskCompletionSource? _again;
    private bool _isOurTurn;
    private bool _hasEnded;

    public LinkAuthentication(ClientConnection connection, IMqttAuthentication authentication)
    {
        _connection = connection;
        _authentication = authentication;
        _stopping = _stop.Token;
    }

    public async ValueTask<ConnectPacket> PrepareAsync(ConnectPacket connect, CancellationToken ct)
    {
        _exchange = _authentication.Begin();
        ReadOnlyMemory<byte>? data = await _exchange.StartAsync(ct).ConfigureAwait(false);
        return connect with { AuthenticationMethod = _authentication.Method, AuthenticationData = data };
    }

    /// <summary>AUTH instead of CONNACK.</summary>
    public async ValueTask OnAuthAsync(AuthPacket packet)
    {
        Check(packet, ReasonCode.ContinueAuthentication);
        Send(ReasonCode.ContinueAuthentication, await _exchange!.ContinueAsync(packet.AuthenticationData, _stopping).ConfigureAwait(false));
    }

    /// <summary>CONNACK with success: the broker may still have to prove itself.</summary>
    public async ValueTask OnConnAckAsync(ConnAckPacket packet)
    {
        if (packet.AuthenticationMethod != _authentication.Method)
        {
            throw new MqttProtocolException(ReasonCode.ProtocolError, 0, $"CONNACK does not have the authentication method {_authentication.Method}");
        }

        await _exchange!.CompleteAsync(packet.AuthenticationData, _stopping).ConfigureAwait(false);
        _exchange = null;
    }

    /// <summary>Authenticates again.</summary>
    public async Task AgainAsync(CancellationToken ct)
    {
        TaskCompletionSource again = new(TaskCreationOptions.RunContinuationsAsynchronously);
        IMqttAuthenticationExchange exchange = _authentication.Begin();
        lock (_gate)
        {
            if (_hasEnded || _again is not null)
            {
                throw new MqttAuthenticationException(_hasEnded ? "The connection has ended." : "The client is just authenticating again.");
            }

            _again = again;
            _exchange = exchange;
            _isOurTurn = true;
        }

        try
        {
            Answer(ReasonCode.ReAuthenticate, await exchange.StartAsync(ct).ConfigureAwait(false));
            await again.Task.WaitAsync(ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not MqttException)
        {
            // What the broker makes of half an exchange is not known: begin anew.
            var failure = new MqttAuthenticationException($"Authenticating again was given up: {e.Message}", e);
            _connection.Fail(failure);
            if (e is OperationCanceledException)
            {
                throw;
            }

            throw failure;
        }
    }

    /// <summary>AUTH after CONNACK. It must not hold up the read loop.</summary>
    public void OnAuthAgain(AuthPacket packet)
    {
        TaskCompletionSource? again;
        lock (_gate)
        {
            // A step at a time: the broker has to wait for the answer to its last AUTH.
            again = _isOurTurn ? null : _again;
            _isOurTurn = true;
        }

        if (again is null || packet.ReasonCode is not (ReasonCode.ContinueAuthentication or ReasonCode.Success))
        {
            throw new MqttProtocolException(ReasonCode.ProtocolError, 0, "The broker sent an AUTH that nobody has asked for");
        }

        Check(packet, packet.ReasonCode);
        _ = StepAsync(packet, again);
    }

    /// <summary>The connection has ended.</summary>
    public void Dispose()
    {
        TaskCompletionSource? again;
        lock (_gate)
        {
            if (_hasEnded)
            {
                return;
            }

            _hasEnded = true;
            again = _again;
            _again = null;
        }

        _stop.Cancel();
        _stop.Dispose();
        again?.TrySetException(new MqttAuthenticationException("The connection has ended before the client was authenticated again."));
    }

    private async Task StepAsync(AuthPacket packet, TaskCompletionSource again)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            if (packet.ReasonCode == ReasonCode.ContinueAuthentication)
            {
                Answer(ReasonCode.ContinueAuthentication, await _exchange!.ContinueAsync(packet.AuthenticationData, _stopping).ConfigureAwait(false));
                return;
            }

            await _exchange!.CompleteAsync(packet.AuthenticationData, _stopping).ConfigureAwait(false);
            lock (_gate)
            {
                _again = null;
            }

            again.TrySetResult();
        }
        catch (Exception e)
        {
            // User code, or a broker that could not prove itself: either way the connection cannot be trusted any more.
            var failure = new MqttAuthenticationException($"Authenticating again has failed: {e.Message}", e);
            again.TrySetException(failure);
            _connection.Fail(failure);
        }
    }

    private void Check(AuthPacket packet, ReasonCode expected)
    {
        if (packet.ReasonCode != expected || packet.AuthenticationMethod != _authentication.Method)
        {
            throw new MqttProtocolException(ReasonCode.ProtocolError, 0, "The broker sent an AUTH with another method or reason than allowed here");
        }
    }

    private void Answer(ReasonCode reasonCode, ReadOnlyMemory<byte>? data)
    {
        lock (_gate)
        {
            // Before it is sent: the broker may be quick.
            _isOurTurn = false;
        }

        Send(reasonCode, data);
    }

    private void Send(ReasonCode reasonCode, ReadOnlyMemory<byte>? data)
    {
        var packet = new AuthPacket { ReasonCode = reasonCode, AuthenticationMethod = _authentication.Method, AuthenticationData = data };

        // Before CONNACK the client does not know what the broker takes.
        int size = packet.GetSize(_connection.Version);
        if (_connection.Limits is { } limits && size > limits.MaximumPacketSize)
        {
            throw new InvalidOperationException($"AUTH has {size} bytes, the broker accepts at most {limits.MaximumPacketSize}.");
        }

        _connection.Output.TryWriteControl(packet, _connection.Version);
        _connection.Output.Flush();
    }
}
