using Topiary.Client.Tests.Scripting;
using Topiary.Protocol;

namespace Topiary.Client.Tests;

public sealed class PublishTests
{
    [Fact]
    public async Task Qos_0_completes_at_once_and_carries_everything()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync();
        ValueTask<MqttPublishResult> publish = client.PublishAsync(new MqttMessage
        {
            Topic = "a/b",
            Payload = "hi"u8.ToArray(),
            QoS = QoS.AtMostOnce,
            Retain = true,
            UserProperties = new UserProperties([new("k", "v"), new("k", "w")]),
            ContentType = "text/plain",
            ResponseTopic = "r/t",
            CorrelationData = new byte[] { 1, 2, 3 },
            Expiry = TimeSpan.FromSeconds(2.5),
            PayloadFormatIndicator = 1,
        });
        Assert.True(publish.IsCompletedSuccessfully);
        Assert.Equal(ReasonCode.Success, (await publish).ReasonCode);
        PublishPacket packet = await peer.ExpectPublishAsync();
        Assert.Equal("a/b hi q0 #0 retain", packet.Summary());
        PublishProperties properties = packet.Properties;
        Assert.Equal((3u, (byte)1), (properties.MessageExpiryInterval, properties.PayloadFormatIndicator));
        Assert.Equal("text/plain"u8.ToArray(), properties.ContentType.ToArray());
        Assert.Equal("r/t"u8.ToArray(), properties.ResponseTopic.ToArray());
        Assert.Equal([1, 2, 3], properties.CorrelationData.ToArray());
        Assert.Equal([new("k", "v"), new("k", "w")], properties.UserProperties.ToUserProperties());
    }

    [Fact]
    public async Task Every_message_counts_once_whatever_its_way_and_its_connection()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync();
        await client.PublishAsync("a", "1", QoS.AtMostOnce);
        await client.PublishAsync("a", "2", QoS.AtMostOnce);
        Assert.Equal(2, client.Statistics.Published);
        peer.Cut();
        await client.UntilAsync(MqttClientState.Reconnecting);
        Assert.Equal(2, client.Statistics.Published);
        await client.PublishAsync("a", "3", QoS.AtMostOnce);
        Assert.Equal((2, 1), (client.Statistics.Published, client.Statistics.Queued));
        await server.ReconnectAsync(client, sessionPresent: false);
        await client.PublishAsync("a", "4", QoS.AtMostOnce);
        Assert.Equal((4, 0), (client.Statistics.Published, client.Statistics.Queued));
    }

    [Fact]
    public async Task Mqtt_3_sends_no_properties()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(MqttVersion.V311);
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync();
        await client.PublishAsync(new MqttMessage { Topic = "a", Payload = "b"u8.ToArray(), QoS = QoS.AtMostOnce, ContentType = "x", Expiry = TimeSpan.FromSeconds(1) });
        PacketFrame frame = await peer.NextAsync();
        Assert.Equal([0, 1, (byte)'a', (byte)'b'], frame.Body.ToArray());
    }

    [Theory]
    [InlineData(ReasonCode.Success, false)]
    [InlineData(ReasonCode.NoMatchingSubscribers, true)]
    public async Task Qos_1_completes_with_puback(ReasonCode code, bool noSubscribers)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync();
        Task<MqttPublishResult> publish = client.PublishAsync("a", "b").AsTask();
        PublishPacket packet = await peer.ExpectPublishAsync();
        Assert.Equal(1, client.Statistics.InFlight);
        Assert.False(publish.IsCompleted);
        peer.Ack(PacketType.PubAck, packet.PacketId, code);
        MqttPublishResult result = await publish.Soon();
        Assert.Equal((code, noSubscribers), (result.ReasonCode, result.NoMatchingSubscribers));
        Assert.Equal(0, client.Statistics.InFlight);
    }

    [Fact]
    public async Task Qos_2_completes_with_pubcomp_and_keeps_what_pubrec_said()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync();
        Task<MqttPublishResult> publish = client.PublishAsync("a", "b", QoS.ExactlyOnce).AsTask();
        PublishPacket packet = await peer.ExpectPublishAsync();
        peer.Ack(PacketType.PubRec, packet.PacketId, ReasonCode.NoMatchingSubscribers);
        AckPacket release = await peer.ExpectAckAsync(PacketType.PubRel);
        Assert.Equal(packet.PacketId, release.PacketId);
        Assert.False(publish.IsCompleted);
        peer.Ack(PacketType.PubComp, packet.PacketId);
        Assert.True((await publish.Soon()).NoMatchingSubscribers);
    }

    [Theory]
    [InlineData(QoS.AtLeastOnce, PacketType.PubAck)]
    [InlineData(QoS.ExactlyOnce, PacketType.PubRec)]
    public async Task A_refused_message_fails_with_the_brokers_reason(QoS qos, PacketType answer)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync();
        Task<MqttPublishResult> publish = client.PublishAsync("a", "b", qos).AsTask();
        PublishPacket packet = await peer.ExpectPublishAsync();
        peer.Send(new AckPacket(answer, packet.PacketId, ReasonCode.QuotaExceeded, new AckProperties { ReasonString = "full" }));
        MqttPublishException e = await Assert.ThrowsAsync<MqttPublishException>(publish.Soon);
        Assert.Equal("Publish to 'a' was refused by the broker: 0x97 QuotaExceeded (\"full\").", e.Message);
        Assert.Equal(("a", ReasonCode.QuotaExceeded), (e.Topic, e.ReasonCode));
        await peer.ExpectNothingElseAsync();
        Assert.Equal(0, client.Statistics.InFlight);
    }

    [Theory]
    [InlineData("", "A message needs a topic; it is empty. (Parameter 'frame')")]
    [InlineData("a/+", "'a/+' is no topic to publish to: it holds a wildcard ('+' or '#') or U+0000, is no UTF-8, or has more than 65,535 bytes. (Parameter 'frame')")]
    public async Task A_bad_topic_is_refused(string topic, string text)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, _) = await server.ConnectAsync();
        ArgumentException e = await Assert.ThrowsAsync<ArgumentException>(async () => await client.PublishAsync(topic, "b"));
        Assert.Equal(text, e.Message);
    }

    [Fact]
    public async Task What_the_broker_does_not_support_is_refused_before_it_is_sent()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync(
            answer: new ConnAckPacket { MaximumQoS = QoS.AtLeastOnce, RetainAvailable = false, MaximumPacketSize = 60 });
        MqttPublishException qos = await Assert.ThrowsAsync<MqttPublishException>(() => client.PublishAsync("a", "b", QoS.ExactlyOnce).Soon());
        Assert.Equal("Publish to 'a' refused: the broker supports at most QoS 1, the message has QoS 2.", qos.Message);
        MqttPublishException retain = await Assert.ThrowsAsync<MqttPublishException>(() => client.PublishAsync("a", "b", retain: true).Soon());
        Assert.Equal("Publish to 'a' refused: the broker does not support retained messages.", retain.Message);
        MqttPublishException size = await Assert.ThrowsAsync<MqttPublishException>(() => client.PublishAsync("a", new byte[55], QoS.AtMostOnce).Soon());
        Assert.Equal("Publish to 'a' refused: the packet has 61 bytes, the broker accepts at most 60.", size.Message);
        Assert.Equal(ReasonCode.PacketTooLarge, size.ReasonCode);
        await client.PublishAsync("a", new byte[54], QoS.AtMostOnce).Soon();
        Assert.Equal(54, (await peer.ExpectPublishAsync()).Payload.Length);
    }

    [Fact]
    public async Task V3_receive_maximum_is_awaited_by_publish()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync(answer: new ConnAckPacket { ReceiveMaximum = 1 });
        Task<MqttPublishResult>[] publishes = [.. Enumerable.Range(0, 50).Select(i => client.PublishAsync("a", $"{i}").AsTask())];
        for (int i = 0; i < 50; i++)
        {
            PublishPacket packet = await peer.ExpectPublishAsync();
            Assert.Equal($"{i}", packet.PayloadText());
            await peer.ExpectNothingElseAsync();
            Assert.Equal(1, client.Statistics.InFlight);
            peer.Ack(PacketType.PubAck, packet.PacketId);
            await publishes[i].Soon();
        }
    }

    [Fact]
    public async Task Qos_0_does_not_wait_for_receive_maximum()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync(answer: new ConnAckPacket { ReceiveMaximum = 1 });
        Task<MqttPublishResult> first = client.PublishAsync("a", "1").AsTask();
        Task<MqttPublishResult> second = client.PublishAsync("a", "2").AsTask();
        await client.PublishAsync("a", "0", QoS.AtMostOnce).Soon();
        PublishPacket packet = await peer.ExpectPublishAsync();
        Assert.Equal("0", (await peer.ExpectPublishAsync()).PayloadText());
        peer.Ack(PacketType.PubAck, packet.PacketId);
        await first.Soon();
        packet = await peer.ExpectPublishAsync();
        peer.Ack(PacketType.PubAck, packet.PacketId);
        await second.Soon();
    }

    [Fact]
    public async Task V4_a_publish_without_puback_ends_with_a_timeout_that_names_operation_and_time()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync(static o => o with { OperationTimeout = TimeSpan.FromSeconds(2) }, new ConnAckPacket { ReceiveMaximum = 1 });
        Task<MqttPublishResult> sent = client.PublishAsync("a/b", "1").AsTask();
        PublishPacket packet = await peer.ExpectPublishAsync();
        server.Time.Advance(1);
        Task<MqttPublishResult> waiting = client.PublishAsync("a/c", "2", QoS.ExactlyOnce).AsTask();
        server.Time.Advance(0.999);
        Assert.False(sent.IsCompleted);
        server.Time.Advance(0.001);
        TimeoutException e = await Assert.ThrowsAsync<TimeoutException>(sent.Soon);
        Assert.Equal("Publish to 'a/b' (QoS 1) timed out after 00:00:02: the broker has not acknowledged the message, which may still be delivered.", e.Message);
        Assert.False(waiting.IsCompleted);
        server.Time.Advance(1);
        e = await Assert.ThrowsAsync<TimeoutException>(waiting.Soon);
        Assert.Equal(
            "Publish to 'a/c' (QoS 2) timed out after 00:00:02: the broker's Receive Maximum of 1 is used up by unacknowledged messages. The message was not sent.", e.Message);

        // A late PUBACK is no error, and what was withdrawn is not sent.
        peer.Ack(PacketType.PubAck, packet.PacketId);
        await peer.ExpectNothingElseAsync();
        Assert.Equal((0, 0), (client.Statistics.InFlight, client.Statistics.Queued));
    }

    [Fact]
    public async Task Cancelling_withdraws_what_is_not_sent_and_only_stops_waiting_for_what_is()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync(answer: new ConnAckPacket { ReceiveMaximum = 1 });
        using var cancel = new CancellationTokenSource();
        Task<MqttPublishResult> sent = client.PublishAsync("a", "1", ct: cancel.Token).AsTask();
        Task<MqttPublishResult> queued = client.PublishAsync("a", "2", ct: cancel.Token).AsTask();
        PublishPacket packet = await peer.ExpectPublishAsync();
        await cancel.CancelAsync();
        OperationCanceledException e = await Assert.ThrowsAnyAsync<OperationCanceledException>(sent.Soon);
        Assert.Equal(cancel.Token, e.CancellationToken);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(queued.Soon);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.PublishAsync("a", "3", ct: cancel.Token).Soon());
        Assert.Equal((1, 0), (client.Statistics.InFlight, client.Statistics.Queued));
        peer.Ack(PacketType.PubAck, packet.PacketId);
        await peer.ExpectNothingElseAsync();
        Assert.Equal((0, MqttClientState.Connected), (client.Statistics.InFlight, client.State));
    }

    [Fact]
    public async Task Topic_aliases_are_used_by_themselves_and_begin_anew_with_each_connection()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        var answer = new ConnAckPacket { TopicAliasMaximum = 2 };
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync(static o => o with { TopicAliasMaximum = 10 }, answer);
        string[] topics = ["a", "b", "a", "b", "c", "a"];
        foreach (string topic in topics)
        {
            await client.PublishAsync(topic, "", QoS.AtMostOnce);
        }

        var seen = new InboundAliases(2);
        var sent = new List<string>();
        foreach (string topic in topics)
        {
            PublishPacket packet = await peer.ExpectPublishAsync();
            sent.Add($"{packet.TopicText()}:{packet.Properties.TopicAlias}");
            Assert.Equal(topic, System.Text.Encoding.UTF8.GetString(seen.Resolve(packet.Properties.TopicAlias, packet.Topic).Span));
        }

        Assert.Equal(["a:1", "b:2", ":1", ":2", "c:1", "a:2"], sent);
        peer.Cut();
        await server.WaitOutBackoffAsync(client);
        peer = await server.NextAsync();
        peer.Send(answer);
        await client.WaitForConnectedAsync().Soon();
        await client.PublishAsync("a", "", QoS.AtMostOnce);
        PublishPacket again = await peer.ExpectPublishAsync();
        Assert.Equal("a:1", $"{again.TopicText()}:{again.Properties.TopicAlias}");
    }

    [Fact]
    public async Task Publishing_before_connect_says_what_to_do()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        MqttDisconnectedException e = await Assert.ThrowsAsync<MqttDisconnectedException>(() => server.Client().PublishAsync("a", "b").Soon());
        Assert.Equal("The client is not connected and not connecting; call ConnectAsync first.", e.Message);
    }

    [Fact]
    public async Task Disconnect_fails_what_still_waits()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        (MqttClient client, ServerPeer peer) = await server.ConnectAsync(answer: new ConnAckPacket { ReceiveMaximum = 1 });
        Task<MqttPublishResult> sent = client.PublishAsync("a", "1").AsTask();
        Task<MqttPublishResult> queued = client.PublishAsync("a", "2").AsTask();
        await client.DisconnectAsync().Soon();
        foreach (Task<MqttPublishResult> publish in new[] { sent, queued })
        {
            MqttDisconnectedException e = await Assert.ThrowsAsync<MqttDisconnectedException>(publish.Soon);
            Assert.Equal("The client was disconnected by DisconnectAsync.", e.Message);
        }

        Assert.Equal("a 1 q1 #1", (await peer.ExpectPublishAsync()).Summary());
        await peer.ExpectDisconnectAsync();
    }

    [Fact]
    public void A_frame_keeps_the_order_of_its_parts()
    {
        var frame = new PublishFrame(new FramePool());
        frame.AppendTopic("a/"u8);
        "b"u8.CopyTo(frame.GetTopicSpan(1));
        frame.AdvanceTopic(1);
        frame.SetContentType("t"u8);
        Assert.Throws<InvalidOperationException>(() => frame.SetContentType("t"u8));
        Assert.Throws<InvalidOperationException>(() => frame.AppendTopic("c"u8));
        frame.GetSpan(1)[0] = 7;
        frame.Advance(1);
        Assert.Throws<InvalidOperationException>(() => frame.AddUserProperty("a", "b"));
        Assert.Equal("a/b"u8.ToArray(), frame.Topic.ToArray());
        Assert.Equal(1, frame.PayloadLength);
        Assert.Throws<ArgumentOutOfRangeException>(() => frame.Advance(100_000));
    }
}
