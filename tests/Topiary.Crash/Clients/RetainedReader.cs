using System.Globalization;
using System.Text;

namespace Topiary.Crash;

/// <summary>Subscribes anew to all retained messages, and checks that none is older than what was acknowledged.</summary>
internal sealed class RetainedReader(IServer server, Ledger ledger)
{
    private int _connection;

    public static bool Clears(int number) => number % 7 == 6;

    /// <summary>Looks once.</summary>
    /// <returns>False when the server went meanwhile.</returns>
    public async Task<bool> TryCheckAsync()
    {
        var packet = new ConnectPacket { ClientId = $"reader{_connection++}", Version = MqttVersion.V500, CleanStart = true };
        Dictionary<string, int> least = ledger.GetStreams("r/").ToDictionary(stream => stream, stream => ledger.RangeOf(stream).Acknowledged);
        if (await Wire.TryConnectAsync(server, packet) is not var (wire, _))
        {
            return false;
        }

        await using (wire)
        {
            var found = new Dictionary<string, int>();
            await wire.TrySendAsync(new SubscribePacket
            {
                PacketId = 1,
                Subscriptions = [new SubscriptionRequest("r/#", new SubscriptionOptions(QoS.AtMostOnce, RetainAsPublished: false))],
            });

            // The answer to PINGREQ comes after the retained messages.
            await wire.TrySendAsync(default(PingReqPacket));
            while (true)
            {
                if (await wire.TryReadAsync() is not { } frame)
                {
                    return false;
                }

                if (frame.Type == PacketType.PingResp)
                {
                    break;
                }

                if (frame.Type == PacketType.Publish && PublishPacket.Read(frame, MqttVersion.V500) is { Retain: true } message)
                {
                    found[Encoding.ASCII.GetString(message.Topic.Span)] = Ledger.ToNumber(message.Payload.Span);
                }
            }

            foreach ((string stream, int acknowledged) in least)
            {
                Check(stream, acknowledged, ledger.RangeOf(stream).Sent, found.TryGetValue(stream, out int number) ? number : null);
            }

            return true;
        }
    }

    private void Check(string stream, int acknowledged, int sent, int? found)
    {
        bool isRight = found is { } number
            ? number >= acknowledged && number <= sent
            : acknowledged < 0 || Enumerable.Range(acknowledged, sent - acknowledged + 1).Any(Clears);
        if (!isRight)
        {
            ledger.Report(string.Create(
                CultureInfo.InvariantCulture, $"retained {stream} is {found?.ToString(CultureInfo.InvariantCulture) ?? "nothing"}; {acknowledged} was acknowledged, {sent} sent last"));
        }
    }
}
