using Topiary.Broker;

namespace Topiary.Conformance.Tests.Broker;

/// <summary>Sections 3.14, 3.15 and 4.13: how connections end.</summary>
public sealed class DisconnectTests
{
    // What MQTT 5 clients do wrong, and what they are told.
    private static readonly (string Packet, ReasonCode Reason)[] s_violations =
    [
        ("00 00", ReasonCode.MalformedPacket),
        ("20 03 00 00 00", ReasonCode.ProtocolError),
        ("90 04 00 01 00 00", ReasonCode.ProtocolError),
        ("B0 04 00 01 00 00", ReasonCode.ProtocolError),
        ("D0 00", ReasonCode.ProtocolError),
        ("C0 01 00", ReasonCode.MalformedPacket),
        ("30 00", ReasonCode.MalformedPacket),
        ("30 FF FF FF FF 7F", ReasonCode.MalformedPacket),
        ("30 FF FF FF 7F", ReasonCode.PacketTooLarge),
        ("30 ~ [] () 'x'", ReasonCode.ProtocolError),
        ("30 ~ [t] (FE) 'x'", ReasonCode.MalformedPacket),
        ("30 ~ [t] 05 'x'", ReasonCode.MalformedPacket),
        ("30 ~ [t] (01 02) 'x'", ReasonCode.ProtocolError),
        ("30 ~ [t] (01 00 01 00) 'x'", ReasonCode.ProtocolError),
        ("30 ~ [t] (02 00 00 00 01 02 00 00 00 01) 'x'", ReasonCode.ProtocolError),
        ("30 ~ [t] (11 00 00 00 01) 'x'", ReasonCode.MalformedPacket),
        ("32 ~ [t] 00", ReasonCode.MalformedPacket),
        ("40 01 01", ReasonCode.MalformedPacket),
        ("40 ~ #0", ReasonCode.MalformedPacket),
        ("82 ~ #1 (0B 00) [t] 00", ReasonCode.ProtocolError),
        ("82 ~ #1 () [t]", ReasonCode.MalformedPacket),
        ("82 ~ #1 () [t#] 00", ReasonCode.MalformedPacket),
        ("E0 ~ 05", ReasonCode.ProtocolError),
        ("E0 ~ 00 (11 00 00 00 01)", ReasonCode.ProtocolError),
        ("E0 ~ 00 (1C [other])", ReasonCode.ProtocolError),
        ("F0 ~ 18 (15 [X])", ReasonCode.ProtocolError),
        ("F0 00", ReasonCode.ProtocolError),
    ];

    [Fact]
    [Normative("MQTT-4.13.1-1", "MQTT-4.13.2-1", "MQTT-3.14.2-1", "MQTT-3.14.2-2", "MQTT-3.14.4-1", "MQTT-3.14.4-2")]
    public async Task Every_violation_is_answered_with_its_reason_and_nothing_more_and_the_connection_closed()
    {
        await using TestBroker broker = await TestBroker.Start();
        foreach ((string packet, ReasonCode reason) in s_violations)
        {
            Assert.True(ReasonCodes.IsDefined(Disconnect, reason));
            Wire wire = await broker.Connect("c");
            await wire.Subscribe("#", AtLeastOnce);
            await wire.SendBytes([.. Notation.Encode(packet), .. Notation.Encode("C0 00"), .. Notation.Encode("30 ~ [x] () 'behind it'")]);
            await wire.Expect($"E0 01 {(byte)reason:X2}");
            await wire.ExpectClosed();
        }
    }

    [Theory]
    [InlineData("00 00")]
    [InlineData("F0 00")]
    [InlineData("30 00")]
    [InlineData("30 ~ [] 'x'")]
    [InlineData("30 FF FF FF FF 7F")]
    [InlineData("30 FF FF FF 7F")]
    [InlineData("20 02 00 00")]
    [InlineData("90 03 00 01 00")]
    [InlineData("D0 00")]
    [InlineData("40 03 00 01 00")]
    [InlineData("C0 01 00")]
    [InlineData("82 ~ #1 [t#] 00")]
    [InlineData("E0 01 00")]
    [Normative311("MQTT-4.8.0-1")]
    public async Task Before_mqtt_5_every_violation_closes_the_connection_without_a_word(string packet)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire wire = await broker.Connect("c", V311);
        await wire.SendBytes([.. Notation.Encode(packet, V311), .. Notation.Encode("C0 00")]);
        await wire.ExpectClosed();
    }

    [Fact]
    [Normative311("MQTT-4.8.0-2")]
    public async Task A_failure_while_processing_a_packet_closes_the_connection_it_came_on()
    {
        await using TestBroker broker = await TestBroker.Start(options => options.Store = new FailingStore());
        Wire other = await broker.Connect("o", V311);
        Wire wire = await broker.Resume("c", V311);
        await wire.Subscribe("fails", AtLeastOnce);
        await wire.Send("32 ~ [fails] #1 'x'");
        while (await wire.TryRead() is { } packet)
        {
            Assert.NotEqual(PubAck, packet.Type);
        }

        await other.ExpectNothing();
    }

    [Theory]
    [InlineData("30 ~ [t] () 'x'")]
    [InlineData("C0 00")]
    [InlineData("E0 00")]
    [InlineData("82 ~ #1 () [t] 00")]
    [InlineData("F0 ~ 18 (15 [X])")]
    [InlineData("16 03 01 00 A5 01 00 00 A1 03 03")]
    [InlineData("'GET / HTTP/1.1'")]
    [Normative("MQTT-3.14.0-1", "MQTT-3.1.0-1")]
    [Normative311("MQTT-3.1.0-1")]
    public async Task What_is_not_a_connect_is_closed_without_an_answer(string bytes)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire wire = await broker.Open(bytes);
        await wire.ExpectClosed();
    }

    [Fact]
    [Normative("MQTT-3.14.0-1")]
    public async Task A_client_that_never_connects_or_is_refused_gets_no_disconnect()
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire silent = await broker.Open();
        await silent.SendBytes(0x10);
        Wire refused = await broker.Open("10 ~ [MQTT] 05 02 #0 (15 [X]) [c]");
        Assert.Equal(ReasonCode.BadAuthenticationMethod, (await refused.ExpectConnAck()).ReasonCode);
        await refused.ExpectClosed();
        await broker.Advance(11);
        await silent.ExpectClosed();
    }

    [Fact]
    [Normative("MQTT-3.14.2-1", "MQTT-3.14.2-2", "MQTT-3.14.4-2", "MQTT-4.13.2-1")]
    public async Task Shutting_down_tells_every_client_why()
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire five = await broker.Connect("five", with: packet => packet with { SessionExpiryInterval = 100 });
        Wire three = await broker.Connect("three", V311);
        Task stop = broker.Broker.StopAsync().AsTask();
        await five.Expect("E0 01 8B");
        await five.ExpectClosed();
        await three.ExpectClosed();
        await stop;
    }

    [Fact]
    [Normative("MQTT-3.14.2-3", "MQTT-3.14.2-4")]
    public async Task A_reason_string_is_left_out_of_disconnect_where_it_would_not_fit()
    {
        await using TestBroker broker = await TestBroker.Start(options =>
        {
            options.MaximumQueuedMessages = 1;
            options.QueueOverflow = OverflowPolicy.Disconnect;
        });
        foreach (uint limit in (uint[])[1000, 30])
        {
            Wire wire = await broker.Connect("c", with: packet => packet with { ReceiveMaximum = 1, MaximumPacketSize = limit });
            await wire.Subscribe("t", AtLeastOnce);
            Wire publisher = await broker.Connect("p");
            for (int i = 0; i < 3; i++)
            {
                await publisher.Publish("t", "x", AtLeastOnce);
            }

            await wire.ExpectPublish("t", "x");
            Packet packet = await wire.Expect(Disconnect);
            Assert.InRange(packet.Bytes.Length, 1, (int)limit);
            DisconnectPacket disconnect = DisconnectPacket.Read(packet.Frame, V500);
            Assert.Equal((ReasonCode.QuotaExceeded, limit == 30), (disconnect.ReasonCode, disconnect.ReasonString is null));
            Assert.Empty(disconnect.UserProperties);
            await wire.ExpectClosed();
        }
    }

    [Fact]
    [Normative("MQTT-3.15.1-1")]
    public async Task An_auth_with_any_flag_is_malformed()
    {
        await using TestBroker broker = await TestBroker.Start();
        for (int flags = 1; flags < 16; flags++)
        {
            Wire wire = await broker.Connect("c");
            await wire.Send($"F{flags:X1} ~ 18 (15 [X])");
            await wire.ExpectClosed(ReasonCode.MalformedPacket);
        }
    }

    [Fact]
    [Normative("MQTT-4.12.0-1", "MQTT-4.12.0-4")]
    public async Task An_authentication_method_that_is_not_supported_is_refused()
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire wire = await broker.Open("10 ~ [MQTT] 05 02 #0 (15 [NOBODY-KNOWS] 16 [data]) [c]");
        ConnAckPacket answer = await wire.ExpectConnAck();
        Assert.Equal(ReasonCode.BadAuthenticationMethod, answer.ReasonCode);
        await wire.ExpectClosed();
    }

    [Fact]
    [Normative("MQTT-4.12.0-6", "MQTT-4.12.0-7")]
    public async Task Without_an_authentication_method_there_is_no_auth_in_either_direction()
    {
        await using TestBroker broker = await TestBroker.Start();
        (Wire wire, ConnAckPacket answer) = await broker.ConnectAnswered("c");
        Assert.Null(answer.AuthenticationMethod);
        await wire.ExpectNothing();
        await wire.Send("F0 ~ 19 (15 [X])");
        await wire.ExpectClosed(ReasonCode.ProtocolError);
    }

    /// <summary>Takes everything, and cannot keep messages.</summary>
    private sealed class FailingStore : IBrokerStore
    {
        private bool _fails;

        public ReasonCode? Refusal => null;

        public long Position => 1;

        public ValueTask<StoredState> OpenAsync(StoreContext context, CancellationToken cancellationToken) => ValueTask.FromResult(new StoredState());

        public void SetSession(SessionRecord session)
        {
        }

        public void RemoveSession(long session)
        {
        }

        public void SetSubscription(long session, in SubscriptionRecord subscription)
        {
        }

        public void RemoveSubscription(long session, string filter)
        {
        }

        public void SetGroup(long group, string filter)
        {
        }

        public void RemoveGroup(long group)
        {
        }

        public void Publish(in PublishRecord publish) => _fails = true;

        public void RemoveRetained(StoredMessage message)
        {
        }

        public void AddDelivery(StoredMessage? message, in DeliveryRecord delivery)
        {
        }

        public void SetDelivery(DeliveryKey key, DeliveryState state, ushort packetId)
        {
        }

        public void MoveDelivery(DeliveryKey from, in DeliveryRecord to)
        {
        }

        public void RemoveDelivery(DeliveryKey key)
        {
        }

        public void RemoveInbound(long session, ushort packetId)
        {
        }

        public ValueTask CommitAsync(long position, DurabilityLevel level)
            => _fails ? ValueTask.FromException(new IOException("The disk is full.")) : default;

        public StoreStatistics GetStatistics() => new();

        public ValueTask DisposeAsync() => default;
    }
}
