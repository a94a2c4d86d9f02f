namespace Topiary.Crash;

/// <summary>A client with a session that outlives connections and kills: it comes back to it again and again.</summary>
internal abstract class Client(string clientId, MqttVersion version, IServer server, Ledger ledger, int seed)
{
    private bool _hasSession;
    private int _lastPacketId;

    protected string ClientId { get; } = clientId;

    protected MqttVersion Version { get; } = version;

    protected Ledger Ledger { get; } = ledger;

    protected Random Random { get; } = new(seed);

    protected bool MayRefuse => server.MayRefuse;

    protected bool IsStopping { get; private set; }

    /// <summary>Connects and works until it is stopped, whatever happens to the server.</summary>
    public async Task RunAsync()
    {
        while (!IsStopping)
        {
            var packet = new ConnectPacket
            {
                ClientId = ClientId,
                Version = Version,
                CleanStart = false,
                SessionExpiryInterval = Version == MqttVersion.V500 ? 100_000 : null,
                ReceiveMaximum = Version == MqttVersion.V500 ? (ushort)Random.Next(1, 40) : null,
            };
            if (await Wire.TryConnectAsync(server, packet) is not var (wire, answer))
            {
                await Task.Delay(5);
                continue;
            }

            await using (wire)
            {
                if (answer.ReasonCode != ReasonCode.Success && MayRefuse)
                {
                    await Task.Delay(1);
                    continue;
                }

                if (answer.ReasonCode != ReasonCode.Success)
                {
                    Ledger.Report($"{ClientId} was refused with {answer.ReasonCode}");
                    return;
                }

                if (_hasSession && !answer.SessionPresent)
                {
                    Ledger.Report($"the session of {ClientId} is lost");
                    return;
                }

                _hasSession = true;
                await ServeAsync(wire);
            }
        }
    }

    public void Stop() => IsStopping = true;

    /// <summary>Works on one connection until it ends.</summary>
    protected abstract Task ServeAsync(Wire wire);

    protected ushort NextPacketId(Func<ushort, bool> isTaken)
    {
        do
        {
            _lastPacketId = (_lastPacketId % ushort.MaxValue) + 1;
        }
        while (isTaken((ushort)_lastPacketId));
        return (ushort)_lastPacketId;
    }
}
