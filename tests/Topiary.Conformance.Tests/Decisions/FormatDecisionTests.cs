namespace Topiary.Conformance.Tests.Decisions;

/// <summary>What docs/protocol-decisions.md says about the format of packets where the standards leave a choice or are silent.</summary>
public sealed class FormatDecisionTests
{
    [Theory]
    [InlineData("30 86 00 00 01 61 00 68 69", ReasonCode.MalformedPacket)]
    [InlineData("30 80 80 80 00", ReasonCode.MalformedPacket)]
    [InlineData("30 ~ [t] 80 00 'x'", ReasonCode.MalformedPacket)]
    public Task A_variable_byte_integer_in_too_many_bytes_is_malformed(string packet, ReasonCode reason) => AssertRefused(packet, reason);

    [Theory]
    [InlineData("C0 ~ 00", ReasonCode.MalformedPacket)]
    [InlineData("40 ~ #1 00 () 00", ReasonCode.MalformedPacket)]
    [InlineData("82 ~ #1 () [t] 00 00", ReasonCode.MalformedPacket)]
    [InlineData("A2 ~ #1 () [t] 00", ReasonCode.MalformedPacket)]
    [InlineData("E0 ~ 00 () 00", ReasonCode.MalformedPacket)]
    public Task Bytes_behind_the_last_field_are_malformed(string packet, ReasonCode reason) => AssertRefused(packet, reason);

    [Theory]
    [InlineData("40 ~ #0", ReasonCode.MalformedPacket)]
    [InlineData("62 ~ #0", ReasonCode.MalformedPacket)]
    [InlineData("32 ~ [t] #0 () 'x'", ReasonCode.ProtocolError)]
    [InlineData("82 ~ #0 () [t] 00", ReasonCode.MalformedPacket)]
    [InlineData("A2 ~ #0 () [t]", ReasonCode.MalformedPacket)]
    public Task A_packet_identifier_of_zero_is_a_protocol_error_in_publish_and_else_malformed(string packet, ReasonCode reason)
        => AssertRefused(packet, reason);

    [Theory]
    [InlineData("01 00 01 00")]
    [InlineData("02 00 00 00 01 02 00 00 00 01")]
    [InlineData("03 [a] 03 [a]")]
    [InlineData("08 [a] 08 [a]")]
    [InlineData("09 [a] 09 [a]")]
    [InlineData("23 #1 23 #1")]
    [InlineData("01 02")]
    public Task A_property_repeated_or_a_format_indicator_of_2_is_a_protocol_error(string properties)
        => AssertRefused($"30 ~ [t] ({properties}) 'x'", ReasonCode.ProtocolError);

    [Theory]
    [InlineData("F0 00")]
    [InlineData("F0 01 00")]
    [InlineData("F0 01 18")]
    public Task An_auth_of_no_or_one_byte_is_a_protocol_error(string packet) => AssertRefused(packet, ReasonCode.ProtocolError);

    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    public async Task Control_characters_and_non_characters_are_taken(MqttVersion version)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire wire = await broker.Connect("c", version);
        const string Topic = "a\u0001\u001F\u007F\u009F\uFFFE\uFFFF";
        await wire.Send($"82 ~ #1 () [{Topic}] 00");
        await wire.Expect("90 ~ #1 () 00");
        await wire.Send($"30 ~ [{Topic}] () 'x'");
        await wire.Expect($"30 ~ [{Topic}] () 'x'");
    }

    [Fact]
    public async Task A_payload_is_not_compared_with_its_format_indicator()
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire wire = await broker.Connect("c");
        await wire.Subscribe("t");
        await wire.Send("30 ~ [t] (01 01) FF FE");
        await wire.Expect("30 ~ [t] (01 01) FF FE");
    }

    [Theory]
    [InlineData("a/+")]
    [InlineData("#")]
    [InlineData("")]
    [InlineData("$SYS/x")]
    public async Task A_will_topic_that_is_none_is_refused_with_its_own_code(string topic)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire five = await broker.Open($"10 ~ [MQTT] 05 06 #0 () [c] () [{topic}] []");
        Assert.Equal(ReasonCode.TopicNameInvalid, (await five.ExpectConnAck()).ReasonCode);
        await five.ExpectClosed();
        Wire three = await broker.Open($"10 ~ [MQTT] 04 06 #0 [c] [{topic}] []", V311);
        await three.ExpectClosed();
    }

    [Theory]
    [InlineData("8C")]
    [InlineData("9B")]
    public async Task Disputed_reason_codes_of_disconnect_are_taken_from_either_side(string code)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire wire = await broker.Connect("c");
        await wire.Send($"E0 01 {code}");
        await wire.ExpectClosed();

        (TestClient test, Wire server) = await TestClient.Connected();
        await using TestClient owned = test;
        await server.Send($"E0 01 {code}");
        await server.ExpectClosed();
        Assert.Equal((ReasonCode)Convert.ToByte(code, 16), (await test.WaitFor(MqttClientState.Reconnecting)).ReasonCode);
    }

    [Fact]
    public async Task A_disconnect_of_the_server_with_an_expiry_closes_without_an_answer()
    {
        (TestClient test, Wire server) = await TestClient.Connected();
        await using TestClient owned = test;
        await server.Send("E0 ~ 00 (11 00 00 00 01)");
        await server.ExpectClosed();
    }

    private static async Task AssertRefused(string packet, ReasonCode reason)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire wire = await broker.Connect("c");
        await wire.Send(packet);
        await wire.ExpectClosed(reason);
    }
}
