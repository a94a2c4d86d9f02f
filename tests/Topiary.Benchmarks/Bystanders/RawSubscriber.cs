using System.Net;
using System.Net.Sockets;
using System.Text;
using Topiary.Protocol;

namespace Topiary.Benchmarks;

/// <summary>A client that subscribes and then does nothing: no thread, no task, a socket only. What it is sent it does not read.</summary>
internal sealed class RawSubscriber : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    private RawSubscriber()
    {
    }

    /// <summary>Connects and subscribes; returns when the broker has acknowledged it.</summary>
    public static async Task<RawSubscriber> StartAsync(string clientId, params string[] filters)
    {
        var subscriber = new RawSubscriber();
        await subscriber._socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, ServerProcess.Port));
        await subscriber.ExchangeAsync(
            new ConnectPacket { ClientId = clientId, CleanStart = true, Version = MqttVersion.V311 }, answerLength: 4);
        await subscriber.ExchangeAsync(
            new SubscribePacket { PacketId = 1, Subscriptions = [.. filters.Select(static filter => new SubscriptionRequest(filter, new SubscriptionOptions(QoS.AtMostOnce)))] },
            answerLength: 4 + filters.Length);
        return subscriber;
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private async Task ExchangeAsync<TPacket>(TPacket packet, int answerLength)
        where TPacket : IOutboundPacket
    {
        var bytes = new byte[packet.GetSize(MqttVersion.V311)];
        packet.Write(bytes, MqttVersion.V311);
        await _socket.SendAsync(bytes);
        var answer = new byte[answerLength];
        for (int got = 0; got < answerLength;)
        {
            int received = await _socket.ReceiveAsync(answer.AsMemory(got));
            if (received == 0)
            {
                throw new InvalidOperationException($"The broker closed the connection instead of answering: {Encoding.ASCII.GetString(bytes)}");
            }

            got += received;
        }
    }
}
