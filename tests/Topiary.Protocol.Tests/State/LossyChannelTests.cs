namespace Topiary.Protocol.Tests.State;

/// <summary>A sender and a receiver over a channel that is cut at random moments, losing what is under way; each cut is followed by a resume.</summary>
public class LossyChannelTests
{
    private readonly record struct Packet(PacketType Type, ushort Id, int Message, bool Duplicate, ReasonCode Code = ReasonCode.Success);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(3, 20)]
    [InlineData(4, 65535)]
    public void Qos2_arrives_exactly_once_and_in_order(int seed, int receiveMaximum)
    {
        var model = new Model(seed, receiveMaximum, QoS.ExactlyOnce);
        model.Run(3000);
        Assert.Equal(Enumerable.Range(0, 3000), model.Delivered);
        Assert.True(model.Cuts > 20);
        Assert.True(model.Repeated > 10);
    }

    [Theory]
    [InlineData(5, 1)]
    [InlineData(6, 3)]
    [InlineData(7, 20)]
    [InlineData(8, 65535)]
    public void Qos1_arrives_at_least_once_and_in_order(int seed, int receiveMaximum)
    {
        var model = new Model(seed, receiveMaximum, QoS.AtLeastOnce);
        model.Run(3000);
        var firsts = new List<int>();
        var seen = new HashSet<int>();
        foreach (int message in model.Delivered)
        {
            if (seen.Add(message))
            {
                firsts.Add(message);
            }
        }

        Assert.Equal(Enumerable.Range(0, 3000), firsts);
        Assert.True(model.Delivered.Count > 3000, "nothing was ever repeated: the channel was not lossy");

        // Between two cuts the order is the original one.
        Assert.All(model.DeliveredPerConnection, part => Assert.Equal(part.Order(), part));
    }

    private sealed class Model(int seed, int receiveMaximum, QoS qos)
    {
        private readonly Random _random = new(seed);
        private readonly OutboundWindow<int> _window = new();
        private readonly SendQuota _quota = new(receiveMaximum);
        private readonly InboundQoS2 _inbound = new();
        private readonly Queue<Packet> _toReceiver = new();
        private readonly Queue<Packet> _toSender = new();
        private readonly List<long> _open = [];
        private AckOrder _order = new();
        private int _next;

        public List<int> Delivered { get; } = [];

        public List<List<int>> DeliveredPerConnection { get; } = [[]];

        public int Cuts { get; private set; }

        public int Repeated { get; private set; }

        public void Run(int messages)
        {
            while (_next < messages || _window.Count > 0 || _order.Count > 0)
            {
                switch (_random.Next(_next < messages ? 100 : 60))
                {
                    case 0:
                        Cut();
                        break;
                    case < 20:
                        SenderReceives();
                        break;
                    case < 40:
                        ReceiverReceives();
                        break;
                    case < 60:
                        CompleteOne();
                        break;
                    default:
                        SendNew();
                        break;
                }
            }
        }

        private void SendNew()
        {
            if (!_window.IsReplaying && _quota.TryTake())
            {
                Assert.True(_window.TryAdd(qos, _next, out ushort id));
                _toReceiver.Enqueue(new Packet(PacketType.Publish, id, _next++, false));
            }
        }

        private void Cut()
        {
            Cuts++;
            _toReceiver.Clear();
            _toSender.Clear();
            _open.Clear();
            _order = new AckOrder();
            DeliveredPerConnection.Add([]);
            _quota.Reset(receiveMaximum);
            _window.BeginReplay();
            PumpReplay();
        }

        private void PumpReplay()
        {
            while (_window.IsReplaying && _window.TryNextReplay(_quota.Available > 0, out OutboundEntry<int> entry))
            {
                if (entry.State == OutboundState.WaitPubComp)
                {
                    _quota.TakeForPubRel();
                    _toReceiver.Enqueue(new Packet(PacketType.PubRel, entry.PacketId, -1, false));
                    continue;
                }

                Assert.True(_quota.TryTake());
                Assert.True(entry.IsRepeated);
                Repeated++;
                _toReceiver.Enqueue(new Packet(PacketType.Publish, entry.PacketId, entry.Value, true));
            }
        }

        private void SenderReceives()
        {
            if (!_toSender.TryDequeue(out Packet packet))
            {
                return;
            }

            switch (packet.Type)
            {
                case PacketType.PubAck:
                    Assert.Equal(OutboundResult.Completed, _window.OnPubAck(packet.Id, out _));
                    _quota.Return();
                    break;
                case PacketType.PubRec:
                    Assert.Equal(OutboundResult.SendPubRel, _window.OnPubRec(packet.Id, packet.Code, out _));
                    _toReceiver.Enqueue(new Packet(PacketType.PubRel, packet.Id, -1, false));
                    break;
                default:
                    Assert.Equal(OutboundResult.Completed, _window.OnPubComp(packet.Id, out _));
                    _quota.Return();
                    break;
            }

            PumpReplay();
        }

        private void ReceiverReceives()
        {
            if (!_toReceiver.TryDequeue(out Packet packet))
            {
                return;
            }

            if (packet.Type == PacketType.PubRel)
            {
                ReasonCode code = _inbound.Remove(packet.Id) ? ReasonCode.Success : ReasonCode.PacketIdentifierNotFound;
                _toSender.Enqueue(new Packet(PacketType.PubComp, packet.Id, -1, false, code));
                return;
            }

            if (qos == QoS.AtLeastOnce || _inbound.TryAdd(packet.Id))
            {
                Delivered.Add(packet.Message);
                DeliveredPerConnection[^1].Add(packet.Message);
            }

            _open.Add(_order.Open(qos == QoS.AtLeastOnce ? PacketType.PubAck : PacketType.PubRec, packet.Id));
            Assert.True(_order.PubAckCount + _inbound.Count <= receiveMaximum);
        }

        // Handlers end in any order.
        private void CompleteOne()
        {
            if (_open.Count == 0)
            {
                return;
            }

            int at = _random.Next(_open.Count);
            long ticket = _open[at];
            _open.RemoveAt(at);
            if (_order.Complete(ticket, ReasonCode.Success))
            {
                while (_order.TryTake(out AckEntry entry))
                {
                    _toSender.Enqueue(new Packet(entry.Type, entry.PacketId, -1, false, entry.ReasonCode));
                }
            }
        }
    }
}
