using System.Net.Sockets;

namespace Topiary.Fuzz;

/// <summary>A client of a race: it connects, does something until its connection ends, and connects again, until it is done.</summary>
internal abstract class RaceClient(RaceRun run, string id, int seed)
{
    protected RaceRun Run { get; } = run;

    protected string Id { get; } = id;

    protected Random Random { get; } = new(seed);

    protected abstract bool IsDone { get; }

    public async Task RunAsync()
    {
        while (!IsDone && !Run.HasFailed)
        {
            try
            {
                await ConnectAsync();
            }
            catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException)
            {
                // The connection has ended, as connections do here.
            }
            catch (Exception e)
            {
                Run.Fail($"{Id}: {e}");
            }
        }
    }

    /// <summary>What the client asks for.</summary>
    protected abstract ConnectPacket ToConnect();

    /// <summary>The broker has let it in.</summary>
    protected abstract Task ServeAsync(RaceWire wire, bool isPresent);

    private async Task ConnectAsync()
    {
        ConnectPacket connect = ToConnect();
        RaceWire wire = await RaceWire.OpenAsync(Run.EndPoint, connect.Version);
        bool isLeftOpen = false;
        try
        {
            Run.CountSession();
            await wire.SendAsync(connect);
            if (await wire.ReadAsync() is not { } frame)
            {
                // Another connection with the same identifier was quicker.
                return;
            }

            ConnAckPacket answer = ConnAckPacket.Read(frame, wire.Version);
            if (answer.ReasonCode != ReasonCode.Success)
            {
                Run.Fail($"{Id}: refused with {answer.ReasonCode}");
                return;
            }

            await ServeAsync(wire, answer.SessionPresent);
            isLeftOpen = Random.Next(4) == 0 && !IsDone;
            if (Random.Next(3) == 0)
            {
                await wire.SendAsync(new DisconnectPacket());
            }
        }
        finally
        {
            if (!isLeftOpen)
            {
                wire.Dispose();
            }
            else
            {
                // The next connection takes its session over.
                Run.Leave(wire);
            }
        }
    }
}
