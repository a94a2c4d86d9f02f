using System.Text;
using Topiary.Client;

namespace Topiary.Conformance.Tests.Client;

/// <summary>What the client sends: exact bytes, identifiers, limits of the server.</summary>
public sealed class ClientSendTests
{
    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    [Normative(
        "MQTT-2.2.1-2", "MQTT-2.2.1-5", "MQTT-2.2.2-1", "MQTT-3.3.1-2", "MQTT-3.3.4-6", "MQTT-3.6.1-1", "MQTT-4.3.1-1", "MQTT-4.3.2-2", "MQTT-4.3.3-2", "MQTT-4.3.3-4",
        "MQTT-3.2.2-18", "MQTT-3.3.2-8")]
    [Normative311("MQTT-2.2.2-1", "MQTT-2.3.1-1", "MQTT-2.3.1-5", "MQTT-2.3.1-6", "MQTT-3.3.1-2", "MQTT-3.6.1-1", "MQTT-4.3.1-1", "MQTT-4.3.2-1", "MQTT-4.3.3-1")]
    public async Task Messages_are_sent_with_exactly_the_bytes_of_the_specification(MqttVersion version)
    {
        (TestClient test, Wire server) = await TestClient.Connected(version);
        await using TestClient owned = test;
        await test.Client.PublishAsync("a/b", "q0", AtMostOnce);
        await server.Expect("30 ~ [a/b] () 'q0'");

        Task<MqttPublishResult> one = test.Client.PublishAsync("a/b", "q1", AtLeastOnce, retain: true).AsTask();
        PublishPacket first = await server.ExpectPublish("a/b", "q1");
        Assert.Equal((AtLeastOnce, true, false), (first.QoS, first.Retain, first.Duplicate));
        Assert.NotEqual(0, first.PacketId);
        await server.Send($"40 ~ #{first.PacketId}");
        await one.WaitAsync(TimeSpan.FromSeconds(20));

        Task<MqttPublishResult> two = test.Client.PublishAsync("a/b", "q2", ExactlyOnce).AsTask();
        Packet packet = await server.Expect(Publish);
        ushort id = packet.AsPublish().PacketId;
        Assert.Equal(Convert.ToHexString(Notation.Encode($"34 ~ [a/b] #{id} () 'q2'", version)), Convert.ToHexString(packet.Bytes));
        await server.Send($"50 ~ #{id}");
        await server.Expect($"62 ~ #{id}");

        // Until it is answered PUBREL stays open; another PUBREC is answered again.
        await server.Send($"50 ~ #{id}");
        await server.Expect($"62 ~ #{id}");
        Assert.False(two.IsCompleted);
        await server.Send($"70 ~ #{id}");
        await two.WaitAsync(TimeSpan.FromSeconds(20));
        await server.Send($"70 ~ #{id}");
        await server.ExpectNothing();
    }

    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    [Normative("MQTT-3.8.1-1", "MQTT-3.8.3-1", "MQTT-3.8.3-2", "MQTT-3.10.1-1", "MQTT-3.10.3-1", "MQTT-3.10.3-2", "MQTT-2.2.1-3")]
    [Normative311("MQTT-3.8.1-1", "MQTT-3.8.3-1", "MQTT-3.8.3-3", "MQTT-3.10.1-1", "MQTT-3.10.3-1", "MQTT-3.10.3-2", "MQTT-2.3.1-1", "MQTT-2.3.1-2")]
    public async Task Subscriptions_are_asked_for_and_given_up_in_well_formed_packets(MqttVersion version)
    {
        (TestClient test, Wire server) = await TestClient.Connected(version, answer: new ConnAckPacket { SubscriptionIdentifiersAvailable = version == V500 ? false : null });
        await using TestClient owned = test;
        Task<MqttSubscribeResult> subscribe = test.Client.SubscribeAsync("grün/+", ExactlyOnce).AsTask();
        Packet packet = await server.Expect(Subscribe);
        ushort id = SubscribePacket.Read(packet.Frame, version).PacketId;
        Assert.NotEqual(0, id);
        Assert.Equal(Convert.ToHexString(Notation.Encode($"82 ~ #{id} () [grün/+] 02", version)), Convert.ToHexString(packet.Bytes));
        await server.Send($"90 ~ #{id} () 02");
        await subscribe.WaitAsync(TimeSpan.FromSeconds(20));

        Task unsubscribe = test.Client.UnsubscribeAsync("grün/+").AsTask();
        packet = await server.Expect(Unsubscribe);
        id = UnsubscribePacket.Read(packet.Frame, version).PacketId;
        Assert.Equal(Convert.ToHexString(Notation.Encode($"A2 ~ #{id} () [grün/+]", version)), Convert.ToHexString(packet.Bytes));
        await server.Send($"B0 ~ #{id} () {{00}}");
        await unsubscribe.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    [Normative("MQTT-2.2.1-3", "MQTT-4.3.2-1", "MQTT-4.3.3-1")]
    [Normative311("MQTT-2.3.1-1", "MQTT-2.3.1-2", "MQTT-2.3.1-3", "MQTT-4.3.2-1", "MQTT-4.3.3-1")]
    public async Task No_identifier_is_given_while_it_is_in_use(MqttVersion version)
    {
        (TestClient test, Wire server) = await TestClient.Connected(version);
        await using TestClient owned = test;
        var inUse = new Dictionary<ushort, PacketType>();
        var random = new Random(77);
        for (int i = 0; i < 200; i++)
        {
            _ = i % 5 == 0 ? Ignore(test.Client.SubscribeAsync($"f/{i}").AsTask()) : Ignore(test.Client.PublishAsync("t", "x", i % 2 == 0 ? AtLeastOnce : ExactlyOnce).AsTask());
            Packet packet = (await server.TryRead())!;
            ushort id = packet.Type == Subscribe ? SubscribePacket.Read(packet.Frame, version).PacketId : packet.AsPublish().PacketId;
            Assert.NotEqual(0, id);
            PacketType answer = packet.Type == Subscribe ? SubAck : packet.AsPublish().QoS == AtLeastOnce ? PubAck : PubRec;
            Assert.True(inUse.TryAdd(id, answer), $"{id} is still in use");
            while (random.Next(8) < inUse.Count - 3)
            {
                (ushort done, PacketType type) = inUse.ElementAt(random.Next(inUse.Count));
                inUse.Remove(done);
                await server.Send(type == SubAck ? $"90 ~ #{done} () 01" : $"{(int)type << 4:X2} ~ #{done}");
                if (type == PubRec)
                {
                    await server.Expect($"62 ~ #{done}");
                    await server.Send($"70 ~ #{done}");
                }

                await server.Sync();
            }
        }
    }

    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    [Normative("MQTT-3.3.1-1", "MQTT-3.3.1-3", "MQTT-4.3.2-3", "MQTT-4.3.3-3", "MQTT-4.3.3-5", "MQTT-4.3.3-6", "MQTT-4.4.0-1", "MQTT-4.6.0-1", "MQTT-4.3.3-7")]
    [Normative311("MQTT-3.3.1-1", "MQTT-3.3.1-3", "MQTT-2.3.1-3", "MQTT-4.3.2-1", "MQTT-4.3.3-1", "MQTT-4.4.0-1", "MQTT-4.6.0-1")]
    public async Task Open_messages_are_sent_again_on_resume_in_order_and_at_no_other_time(MqttVersion version)
    {
        (TestClient test, Wire server) = await TestClient.Connected(version, options => options with { OperationTimeout = TimeSpan.FromDays(1) });
        await using TestClient owned = test;
        var ids = new ushort[5];
        for (int i = 0; i < 5; i++)
        {
            _ = Ignore(test.Client.PublishAsync(new MqttMessage { Topic = "t", Payload = Encoding.UTF8.GetBytes($"{i}"), QoS = i is 1 or 3 ? ExactlyOnce : AtLeastOnce }).AsTask());
            ids[i] = (await server.ExpectPublish("t", $"{i}")).PacketId;
        }

        // The second is released, the third acknowledged.
        await server.Send($"50 ~ #{ids[1]}");
        await server.Expect($"62 ~ #{ids[1]}");
        await server.Send($"40 ~ #{ids[2]}");
        test.Advance(10_000);
        await server.ExpectNothing();
        server = await test.Reconnect(server, sessionPresent: true);
        var again = new List<string>();
        for (int i = 0; i < 4; i++)
        {
            Packet packet = (await server.TryRead())!;
            if (packet.Type == PubRel)
            {
                Assert.Equal(ids[1], packet.AsAck().PacketId);
                continue;
            }

            PublishPacket message = packet.AsPublish();
            Assert.True(message.Duplicate);
            again.Add($"{message.PacketId} {Encoding.UTF8.GetString(message.Payload.Span)}");
        }

        Assert.Equal([$"{ids[0]} 0", $"{ids[3]} 3", $"{ids[4]} 4"], again);
        await server.ExpectNothing();

        // A message that was never sent before has DUP 0.
        await test.Client.PublishAsync("t", "new", AtMostOnce);
        await server.Expect("30 ~ [t] () 'new'");
    }

    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    [Normative("MQTT-3.2.2-5", "MQTT-4.4.0-1")]
    public async Task After_a_lost_session_nothing_is_sent_as_a_repetition(MqttVersion version)
    {
        (TestClient test, Wire server) = await TestClient.Connected(version);
        await using TestClient owned = test;
        _ = Ignore(test.Client.PublishAsync("t", "x", ExactlyOnce).AsTask());
        ushort id = (await server.ExpectPublish("t", "x")).PacketId;
        await server.Send($"50 ~ #{id}");
        await server.Expect($"62 ~ #{id}");
        _ = Ignore(test.Client.PublishAsync("t", "y", AtLeastOnce).AsTask());
        await server.ExpectPublish("t", "y");
        server = await test.Reconnect(server, sessionPresent: false);
        await server.Sync();
        while (server.TakeWaiting() is { } packet)
        {
            Assert.Equal(Publish, packet.Type);
            Assert.False(packet.AsPublish().Duplicate);
        }
    }

    [Theory]
    [InlineData(AtLeastOnce, "40")]
    [InlineData(ExactlyOnce, "50")]
    [Normative("MQTT-4.4.0-2", "MQTT-4.3.3-4")]
    public async Task A_failing_acknowledgement_ends_the_message(QoS qos, string acknowledgement)
    {
        (TestClient test, Wire server) = await TestClient.Connected();
        await using TestClient owned = test;
        Task publish = test.Client.PublishAsync("t", "x", qos).AsTask();
        ushort id = (await server.ExpectPublish("t", "x")).PacketId;
        await server.Send($"{acknowledgement} ~ #{id} 97");
        MqttPublishException refused = await Assert.ThrowsAsync<MqttPublishException>(() => publish.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Equal(ReasonCode.QuotaExceeded, refused.ReasonCode);
        await server.ExpectNothing();
        server = await test.Reconnect(server, sessionPresent: true);
        await server.ExpectNothing();
    }

    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    [Normative("MQTT-4.6.0-4")]
    [Normative311("MQTT-4.6.0-4")]
    public async Task Pubrels_are_sent_in_the_order_of_the_pubrecs(MqttVersion version)
    {
        (TestClient test, Wire server) = await TestClient.Connected(version);
        await using TestClient owned = test;
        var ids = new List<ushort>();
        for (int i = 0; i < 20; i++)
        {
            _ = Ignore(test.Client.PublishAsync("t", "x", ExactlyOnce).AsTask());
            ids.Add((await server.ExpectPublish()).PacketId);
        }

        var random = new Random(5);
        ids = [.. ids.OrderBy(_ => random.Next())];
        await server.SendBytes([.. ids.SelectMany(id => Notation.Encode($"50 ~ #{id}", version))]);
        foreach (ushort id in ids)
        {
            await server.Expect($"62 ~ #{id}");
        }
    }

    [Theory]
    [InlineData(AtLeastOnce)]
    [InlineData(ExactlyOnce)]
    [Normative("MQTT-3.3.4-7", "MQTT-3.3.4-8", "MQTT-4.9.0-1", "MQTT-4.9.0-2", "MQTT-4.9.0-3")]
    public async Task No_more_messages_are_open_than_the_server_takes_and_nothing_else_waits(QoS qos)
    {
        (TestClient test, Wire server) = await TestClient.Connected(answer: new ConnAckPacket { ReceiveMaximum = 2 });
        await using TestClient owned = test;
        for (int i = 0; i < 5; i++)
        {
            _ = Ignore(test.Client.PublishAsync("t", $"{i}", qos).AsTask());
        }

        ushort first = (await server.ExpectPublish("t", "0")).PacketId;
        await server.ExpectPublish("t", "1");
        await server.ExpectNothing();

        // Used up: all other packets go on.
        _ = Ignore(test.Client.SubscribeAsync("f").AsTask());
        await server.Expect(Subscribe);
        await server.Send("32 ~ [t] #1 () 'x'");
        await server.Expect("40 ~ #1");
        await server.Send("34 ~ [t] #2 () 'x'");
        await server.Expect("50 ~ #2");
        if (qos == ExactlyOnce)
        {
            await server.Send($"50 ~ #{first}");
            await server.Expect($"62 ~ #{first}");
            await server.ExpectNothing();
            await server.Send($"70 ~ #{first}");
        }
        else
        {
            await server.Send($"40 ~ #{first}");
        }

        await server.ExpectPublish("t", "2");
        await server.ExpectNothing();
    }

    [Fact]
    [Normative("MQTT-3.2.2-11", "MQTT-3.2.2-14", "MQTT-3.2.2-15")]
    public async Task What_the_server_does_not_support_is_refused_and_not_sent()
    {
        (TestClient test, Wire server) = await TestClient.Connected(
            answer: new ConnAckPacket { MaximumQoS = AtLeastOnce, RetainAvailable = false, MaximumPacketSize = 100, TopicAliasMaximum = 10 });
        await using TestClient owned = test;
        MqttClient client = test.Client;
        Assert.Equal(ReasonCode.QoSNotSupported, await Refusal(client.PublishAsync("t", "x", ExactlyOnce)));
        Assert.Equal(ReasonCode.RetainNotSupported, await Refusal(client.PublishAsync("t", "x", AtMostOnce, retain: true)));
        Assert.Equal(ReasonCode.PacketTooLarge, await Refusal(client.PublishAsync("t", new string('x', 100), AtMostOnce)));
        await server.ExpectNothing();

        // Whatever has not been refused fits, with a topic alias or without.
        for (int length = 80; length < 100; length++)
        {
            try
            {
                await client.PublishAsync($"t{length}", new string('x', length), AtMostOnce);
            }
            catch (MqttPublishException e)
            {
                Assert.Equal(ReasonCode.PacketTooLarge, e.ReasonCode);
            }
        }

        await server.Sync();
        int sent = 0;
        while (server.TakeWaiting() is { } packet)
        {
            Assert.InRange(packet.Bytes.Length, 1, 100);
            sent++;
        }

        Assert.InRange(sent, 5, 19);
        await Assert.ThrowsAsync<MqttSubscribeException>(() => client.SubscribeAsync(new string('f', 200)).AsTask().WaitAsync(TimeSpan.FromSeconds(20)));
        await server.ExpectNothing();
    }

    [Theory]
    [InlineData(null)]
    [InlineData((ushort)0)]
    [InlineData((ushort)3)]
    [Normative("MQTT-3.2.2-17", "MQTT-3.2.2-18", "MQTT-3.3.2-7", "MQTT-3.3.2-8", "MQTT-3.3.2-9")]
    public async Task Topic_aliases_stay_within_the_servers_maximum_and_end_with_the_connection(ushort? maximum)
    {
        var answer = new ConnAckPacket { TopicAliasMaximum = maximum, SessionPresent = false };
        (TestClient test, Wire server) = await TestClient.Connected(answer: answer);
        await using TestClient owned = test;
        for (int connection = 0; connection < 2; connection++)
        {
            var names = new Dictionary<ushort, string>();
            for (int i = 0; i < 30; i++)
            {
                string topic = $"t/{(i * 7) % 5}";
                await test.Client.PublishAsync(topic, "x", AtMostOnce);
                PublishPacket message = await server.ExpectPublish();
                ushort alias = message.Properties.TopicAlias;
                Assert.InRange(alias, 0, maximum ?? 0);
                string name = Encoding.UTF8.GetString(message.Topic.Span);
                if (alias != 0 && name.Length > 0)
                {
                    names[alias] = name;
                }

                Assert.Equal(topic, name.Length > 0 ? name : names[alias]);
            }

            Assert.Equal(maximum > 0, names.Count > 0);
            if (connection == 0)
            {
                server.Cut();
                server = await test.Reconnect(answer with { SessionPresent = true });
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/+")]
    [InlineData("#")]
    [InlineData("a\0b")]
    [InlineData(null)]
    [Normative("MQTT-3.3.2-2", "MQTT-4.7.0-1", "MQTT-4.7.3-1", "MQTT-4.7.3-2", "MQTT-4.7.3-3", "MQTT-3.3.2-1")]
    [Normative311("MQTT-3.3.2-2", "MQTT-4.7.1-1", "MQTT-4.7.3-1", "MQTT-4.7.3-2", "MQTT-4.7.3-3", "MQTT-3.3.2-1")]
    public async Task A_topic_that_is_no_topic_name_is_not_published(string? topic)
    {
        (TestClient test, Wire server) = await TestClient.Connected();
        await using TestClient owned = test;
        await Assert.ThrowsAnyAsync<ArgumentException>(() => test.Client.PublishAsync(topic ?? new string('x', 65_536), "x", AtMostOnce).AsTask());
        await server.ExpectNothing();
    }

    [Theory]
    [InlineData("")]
    [InlineData("a#")]
    [InlineData("a/#/b")]
    [InlineData("a+/b")]
    [InlineData("a\0b")]
    [InlineData("$share/g")]
    [InlineData("$share//a")]
    [InlineData("$share/g+/a")]
    [InlineData("$share/#/a")]
    [InlineData("$share/g/")]
    [InlineData(null)]
    [Normative("MQTT-4.7.1-1", "MQTT-4.7.1-2", "MQTT-4.7.3-1", "MQTT-4.7.3-2", "MQTT-4.7.3-3", "MQTT-4.8.2-1", "MQTT-4.8.2-2")]
    [Normative311("MQTT-4.7.1-2", "MQTT-4.7.1-3", "MQTT-4.7.3-1", "MQTT-4.7.3-2", "MQTT-4.7.3-3")]
    public async Task A_filter_that_is_none_is_not_subscribed_to(string? filter)
    {
        (TestClient test, Wire server) = await TestClient.Connected();
        await using TestClient owned = test;
        await Assert.ThrowsAnyAsync<ArgumentException>(() => test.Client.SubscribeAsync(filter ?? new string('x', 65_536)).AsTask());
        await server.ExpectNothing();
    }

    [Fact]
    [Normative("MQTT-3.8.3-4")]
    public async Task No_local_is_refused_for_a_shared_subscription()
    {
        (TestClient test, Wire server) = await TestClient.Connected();
        await using TestClient owned = test;
        await Assert.ThrowsAnyAsync<ArgumentException>(
            () => test.Client.SubscribeAsync(new SubscriptionSpec("$share/g/t") { NoLocal = true }, new NoReceiver(), CancellationToken.None).AsTask());
        await server.ExpectNothing();
    }

    [Theory]
    [InlineData("a/+")]
    [InlineData("#")]
    [InlineData("a\0")]
    [Normative("MQTT-3.3.2-13", "MQTT-3.3.2-14", "MQTT-1.5.4-2")]
    public async Task A_response_topic_that_is_no_topic_name_is_not_sent(string responseTopic)
    {
        (TestClient test, Wire server) = await TestClient.Connected();
        await using TestClient owned = test;
        await Assert.ThrowsAnyAsync<ArgumentException>(() => test.Client.PublishAsync(new MqttMessage { Topic = "t", ResponseTopic = responseTopic }).AsTask());
        await server.ExpectNothing();
    }

    [Fact]
    [Normative("MQTT-1.5.4-1", "MQTT-1.5.4-2", "MQTT-1.5.7-1", "MQTT-3.3.2-19")]
    public async Task Strings_that_cannot_be_encoded_are_not_sent()
    {
        (TestClient test, Wire server) = await TestClient.Connected();
        await using TestClient owned = test;
        foreach (MqttMessage message in (MqttMessage[])
        [
            new() { Topic = "t", ContentType = "a\0b" },
            new() { Topic = "t", UserProperties = new UserProperties([new("a\0", "v")]) },
            new() { Topic = "t", UserProperties = new UserProperties([new("n", "\0")]) },
        ])
        {
            await Assert.ThrowsAnyAsync<ArgumentException>(() => test.Client.PublishAsync(message).AsTask());
        }

        await server.ExpectNothing();
    }

    private static async Task Ignore(Task task)
    {
        try
        {
            await task;
        }
        catch (MqttException)
        {
            // The end of the test ends the client, and what was still open with it.
        }
    }

    private static async Task<ReasonCode> Refusal(ValueTask<MqttPublishResult> publish)
        => (await Assert.ThrowsAsync<MqttPublishException>(() => publish.AsTask().WaitAsync(TimeSpan.FromSeconds(20)))).ReasonCode;

    private sealed class NoReceiver : IMessageReceiver
    {
        public void OnMessage(in ReceivedMessage message, MessageReceipt receipt) => receipt.Complete();
    }
}
