namespace Topiary.Protocol.Tests.State;

public class OutboundWindowTests
{
    private readonly OutboundWindow<string> _window = new();

    [Fact]
    public void Qos1_is_done_with_puback()
    {
        ushort id = Add(QoS.AtLeastOnce, "a");
        Assert.Equal(OutboundResult.Completed, _window.OnPubAck(id, out string? value));
        Assert.Equal("a", value);
        Assert.Equal(0, _window.Count);
        Assert.Equal(OutboundResult.Unknown, _window.OnPubAck(id, out _));
    }

    [Fact]
    public void Qos2_goes_through_pubrec_and_pubcomp()
    {
        ushort id = Add(QoS.ExactlyOnce, "a");
        Assert.Equal(OutboundResult.SendPubRel, _window.OnPubRec(id, ReasonCode.Success, out string? value));
        Assert.Equal("a", value);
        Assert.Equal(OutboundResult.SendPubRel, _window.OnPubRec(id, ReasonCode.Success, out _));
        Assert.True(_window.TryReplace(id, "released"));
        Assert.Equal(OutboundResult.Completed, _window.OnPubComp(id, out value));
        Assert.Equal("released", value);
        Assert.Equal(0, _window.Count);
    }

    [Fact]
    public void Pubrec_with_an_error_ends_the_message()
    {
        ushort id = Add(QoS.ExactlyOnce, "a");
        Assert.Equal(OutboundResult.Completed, _window.OnPubRec(id, ReasonCode.NotAuthorized, out string? value));
        Assert.Equal("a", value);
        Assert.Equal(OutboundResult.Unknown, _window.OnPubRec(id, ReasonCode.Success, out _));
        Assert.Equal(OutboundResult.Unknown, _window.OnPubComp(id, out _));
    }

    [Fact]
    public void An_acknowledgement_of_the_wrong_kind_changes_nothing()
    {
        ushort one = Add(QoS.AtLeastOnce, "1");
        ushort two = Add(QoS.ExactlyOnce, "2");
        Assert.Equal(OutboundResult.Mismatch, _window.OnPubRec(one, ReasonCode.Success, out _));
        Assert.Equal(OutboundResult.Mismatch, _window.OnPubComp(one, out _));
        Assert.Equal(OutboundResult.Mismatch, _window.OnPubAck(two, out _));
        Assert.Equal(OutboundResult.Mismatch, _window.OnPubComp(two, out _));
        Assert.Equal(2, _window.Count);
        Assert.Equal(OutboundResult.Completed, _window.OnPubAck(one, out _));
        Assert.Equal(OutboundResult.SendPubRel, _window.OnPubRec(two, ReasonCode.Success, out _));
    }

    [Fact]
    public void Qos0_is_never_in_flight()
        => Assert.Throws<ArgumentOutOfRangeException>(() => _window.TryAdd(QoS.AtMostOnce, "x", out _));

    [Fact]
    public void Replay_sends_pubrels_in_the_order_of_pubrec_then_publishes_in_original_order()
    {
        ushort a = Add(QoS.ExactlyOnce, "a");
        ushort b = Add(QoS.AtLeastOnce, "b");
        ushort c = Add(QoS.ExactlyOnce, "c");
        ushort d = Add(QoS.ExactlyOnce, "d");
        ushort e = Add(QoS.AtLeastOnce, "e");
        _window.OnPubRec(d, ReasonCode.Success, out _);
        _window.OnPubRec(a, ReasonCode.Success, out _);
        _window.OnPubAck(b, out _);
        _window.BeginReplay();
        Assert.Equal([(d, OutboundState.WaitPubComp), (a, OutboundState.WaitPubComp), (c, OutboundState.WaitPubRec), (e, OutboundState.WaitPubAck)], Replay());
        Assert.False(_window.IsReplaying);
        _window.BeginReplay();
        Assert.Equal(4, Replay().Count);
    }

    [Fact]
    public void Replay_waits_for_quota_and_skips_what_is_acknowledged_meanwhile()
    {
        ushort a = Add(QoS.AtLeastOnce, "a");
        ushort b = Add(QoS.AtLeastOnce, "b");
        ushort c = Add(QoS.ExactlyOnce, "c");
        _window.BeginReplay();
        Assert.True(_window.TryNextReplay(true, out OutboundEntry<string> entry));
        Assert.Equal(a, entry.PacketId);
        Assert.True(entry.IsRepeated);
        Assert.False(_window.TryNextReplay(false, out _));
        Assert.True(_window.IsReplaying);
        _window.OnPubAck(b, out _);
        Assert.True(_window.TryNextReplay(true, out entry));
        Assert.Equal(c, entry.PacketId);
        Assert.False(_window.IsReplaying);
    }

    [Fact]
    public void A_message_added_during_replay_comes_in_its_turn_without_dup()
    {
        ushort a = Add(QoS.AtLeastOnce, "a");
        _window.BeginReplay();
        ushort b = Add(QoS.AtLeastOnce, "b");
        Assert.True(_window.TryNextReplay(true, out OutboundEntry<string> first));
        Assert.True(_window.TryNextReplay(true, out OutboundEntry<string> second));
        Assert.Equal((a, true), (first.PacketId, first.IsRepeated));
        Assert.Equal((b, false), (second.PacketId, second.IsRepeated));
        _window.BeginReplay();
        Assert.All(ReplayEntries(), e => Assert.True(e.IsRepeated));
    }

    [Fact]
    public void Only_a_message_that_was_never_sent_can_be_withdrawn()
    {
        ushort a = Add(QoS.AtLeastOnce, "a");
        Assert.False(_window.TryWithdraw(a, out _));
        _window.BeginReplay();
        ushort b = Add(QoS.ExactlyOnce, "b");
        Assert.True(_window.TryWithdraw(b, out string? value));
        Assert.Equal("b", value);
        Assert.False(_window.TryWithdraw(b, out _));
        Assert.Equal([(a, OutboundState.WaitPubAck)], Replay());
    }

    [Fact]
    public void A_restored_session_replays_as_the_original_would()
    {
        ushort a = Add(QoS.ExactlyOnce, "a");
        ushort b = Add(QoS.AtLeastOnce, "b");
        Add(QoS.ExactlyOnce, "c");
        _window.OnPubRec(a, ReasonCode.Success, out _);
        var stored = new List<OutboundEntry<string>>();
        _window.CopyTo(stored);
        var restored = new OutboundWindow<string>();
        foreach (OutboundEntry<string> entry in stored)
        {
            Assert.True(restored.TryRestore(entry.PacketId, entry.State, entry.Value));
            Assert.False(restored.TryRestore(entry.PacketId, entry.State, entry.Value));
        }

        _window.BeginReplay();
        restored.BeginReplay();
        for (int i = 0; i < 3; i++)
        {
            _window.TryNextReplay(true, out OutboundEntry<string> expected);
            Assert.True(restored.TryNextReplay(true, out OutboundEntry<string> actual));
            Assert.Equal((expected.PacketId, expected.State, expected.Value, true), (actual.PacketId, actual.State, actual.Value, actual.IsRepeated));
        }

        Assert.Equal(OutboundResult.Completed, restored.OnPubAck(b, out _));
        Assert.Equal(2, restored.Count);
    }

    [Fact]
    public void All_65535_identifiers_can_be_in_flight_and_acknowledging_allocates_nothing()
    {
        var ids = new ushort[65535];
        for (int i = 0; i < ids.Length; i++)
        {
            ids[i] = Add(QoS.AtLeastOnce, "x");
        }

        Assert.False(_window.TryAdd(QoS.AtLeastOnce, "y", out _));
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000_000; i++)
        {
            int at = (int)((long)i * 7919 % ids.Length);
            if (_window.OnPubAck(ids[at], out _) != OutboundResult.Completed || !_window.TryAdd(QoS.AtLeastOnce, "x", out ids[at]))
            {
                Assert.Fail("An acknowledgement was not taken.");
            }
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(65535, _window.Count);
    }

    private ushort Add(QoS qos, string value)
    {
        Assert.True(_window.TryAdd(qos, value, out ushort id));
        return id;
    }

    private List<OutboundEntry<string>> ReplayEntries()
    {
        var entries = new List<OutboundEntry<string>>();
        while (_window.TryNextReplay(true, out OutboundEntry<string> entry))
        {
            entries.Add(entry);
        }

        return entries;
    }

    private List<(ushort, OutboundState)> Replay() => [.. ReplayEntries().Select(e => (e.PacketId, e.State))];
}
