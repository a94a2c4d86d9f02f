namespace Topiary.Conformance.Tests.Broker;

/// <summary>Section 3.1: what a CONNECT has to look like.</summary>
public sealed class ConnectFlagsTests
{
    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    [Normative("MQTT-3.1.0-2", "MQTT-3.2.0-2", "MQTT-4.13.1-1")]
    [Normative311("MQTT-3.1.0-2", "MQTT-4.8.0-1")]
    public async Task A_second_connect_is_a_protocol_error(MqttVersion version)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire wire = await broker.Connect("c", version);
        await wire.Send($"10 ~ [MQTT] {(byte)version:X2} 02 #0 () [c]");
        await wire.ExpectClosed(ReasonCode.ProtocolError);
    }

    [Theory]
    [InlineData("10 ~ [MQTX] 05 02 #0 () [c]", V500)]
    [InlineData("10 ~ [mqtt] 05 02 #0 () [c]", V500)]
    [InlineData("10 ~ [HTTP] 04 02 #0 () [c]", V311)]
    [InlineData("10 ~ [MQTTT] 04 02 #0 () [c]", V311)]
    [Normative("MQTT-3.1.2-1")]
    [Normative311("MQTT-3.1.2-1")]
    public async Task Nobody_is_let_in_with_another_protocol_name(string connect, MqttVersion version)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire wire = await broker.Open(connect, version);
        await wire.ExpectClosed();
        Assert.Equal(0, broker.Broker.GetStatistics().Sessions);
    }

    [Theory]
    [InlineData(0x06, "20 03 00 84 00")]
    [InlineData(0xFF, "20 03 00 84 00")]
    [InlineData(0x03, "20 02 00 01")]
    [InlineData(0x00, "20 02 00 01")]
    [InlineData(0x04, "20 02 00 01", "MQIsdp")]
    [Normative("MQTT-3.1.2-2")]
    [Normative311("MQTT-3.1.2-2")]
    public async Task An_unsupported_protocol_level_is_told_and_the_connection_closed(int level, string answer, string name = "MQTT")
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire wire = await broker.Open($"10 ~ [{name}] {level:X2} 02 #0 () [c]");
        await wire.Expect(answer);
        await wire.ExpectClosed();
    }

    [Theory]
    [InlineData(V311, "03", "[c]")]
    [InlineData(V500, "03", "[c]")]
    [Normative("MQTT-3.1.2-3", "MQTT-3.1.4-1")]
    [Normative311("MQTT-3.1.2-3", "MQTT-3.1.4-1")]
    public Task The_reserved_connect_flag_must_be_zero(MqttVersion version, string flags, string payload) => AssertMalformed(version, flags, payload);

    [Theory]
    [InlineData(V311, "1E")]
    [InlineData(V500, "1E")]
    [Normative("MQTT-3.1.2-12")]
    [Normative311("MQTT-3.1.2-14")]
    public Task A_will_qos_of_3_is_malformed(MqttVersion version, string flags) => AssertMalformed(version, flags, "[c] () [w] []");

    [Theory]
    [InlineData(V311, "0A")]
    [InlineData(V311, "12")]
    [InlineData(V500, "0A")]
    [InlineData(V500, "12")]
    [Normative("MQTT-3.1.2-11")]
    [Normative311("MQTT-3.1.2-11", "MQTT-3.1.2-13")]
    public Task Without_a_will_its_qos_must_be_zero(MqttVersion version, string flags) => AssertMalformed(version, flags, "[c]");

    [Theory]
    [InlineData(V311, "22")]
    [InlineData(V500, "22")]
    [Normative("MQTT-3.1.2-13")]
    [Normative311("MQTT-3.1.2-11", "MQTT-3.1.2-15")]
    public Task Without_a_will_its_retain_flag_must_be_zero(MqttVersion version, string flags) => AssertMalformed(version, flags, "[c]");

    [Theory]
    [InlineData(V311, "06", "[c]")]
    [InlineData(V311, "06", "[c] [w]")]
    [InlineData(V311, "02", "[c] [w] [p]")]
    [InlineData(V500, "06", "[c]")]
    [InlineData(V500, "06", "[c] ()")]
    [InlineData(V500, "06", "[c] () [w]")]
    [InlineData(V500, "02", "[c] () [w] [p]")]
    [Normative("MQTT-3.1.2-9")]
    [Normative311("MQTT-3.1.2-9", "MQTT-3.1.2-11")]
    public Task The_will_is_in_the_payload_exactly_when_flagged(MqttVersion version, string flags, string payload) => AssertMalformed(version, flags, payload);

    [Theory]
    [InlineData(V311, "02", "[c] [user]")]
    [InlineData(V311, "82", "[c]")]
    [InlineData(V500, "02", "[c] [user]")]
    [InlineData(V500, "82", "[c]")]
    [Normative("MQTT-3.1.2-16", "MQTT-3.1.2-17")]
    [Normative311("MQTT-3.1.2-18", "MQTT-3.1.2-19")]
    public Task The_user_name_is_in_the_payload_exactly_when_flagged(MqttVersion version, string flags, string payload) => AssertMalformed(version, flags, payload);

    [Theory]
    [InlineData(V311, "82", "[c] [user] [secret]")]
    [InlineData(V311, "C2", "[c] [user]")]
    [InlineData(V500, "82", "[c] [user] [secret]")]
    [InlineData(V500, "C2", "[c] [user]")]
    [InlineData(V500, "42", "[c]")]
    [Normative("MQTT-3.1.2-18", "MQTT-3.1.2-19")]
    [Normative311("MQTT-3.1.2-20", "MQTT-3.1.2-21")]
    public Task The_password_is_in_the_payload_exactly_when_flagged(MqttVersion version, string flags, string payload) => AssertMalformed(version, flags, payload);

    [Fact]
    [Normative311("MQTT-3.1.2-22")]
    public Task A_password_without_a_user_name_is_refused_before_mqtt_5() => AssertMalformed(V311, "42", "[c] [secret]");

    [Theory]
    [InlineData(V311, "")]
    [InlineData(V500, "")]
    [Normative("MQTT-3.1.3-3")]
    [Normative311("MQTT-3.1.3-3")]
    public Task A_connect_without_a_client_identifier_is_malformed(MqttVersion version, string payload) => AssertMalformed(version, "02", payload);

    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    [Normative("MQTT-3.1.4-6")]
    [Normative311("MQTT-3.1.4-5")]
    public async Task What_was_sent_behind_a_rejected_connect_is_not_processed(MqttVersion version)
    {
        await using TestBroker broker = await TestBroker.Start(options => options.AllowAnonymous = true);
        Wire watcher = await broker.Connect("w");
        await watcher.Subscribe("#");

        // QoS 3 in the will flags; then a PUBLISH in the same breath.
        Wire wire = await broker.Open($"10 ~ [MQTT] {(byte)version:X2} 1E #0 () [c] () [w] []", version);
        byte[] both = [.. Notation.Encode($"10 ~ [MQTT] {(byte)version:X2} 1E #0 () [c] () [w] []", version), .. Notation.Encode("30 ~ [t] () 'x'", version)];
        Wire second = await broker.Open(version);
        await second.SendBytes(both);
        foreach (Wire rejected in (Wire[])[wire, second])
        {
            if (version == V500)
            {
                await rejected.Expect("20 ~ 00 81 ()");
            }

            await rejected.ExpectClosed();
        }

        await watcher.ExpectNothing();
    }

    private static async Task AssertMalformed(MqttVersion version, string flags, string payload)
    {
        await using TestBroker broker = await TestBroker.Start(options => options.AllowAnonymous = true);
        Wire wire = await broker.Open($"10 ~ [MQTT] {(byte)version:X2} {flags} #0 () {payload}", version);
        if (version == V500)
        {
            await wire.Expect("20 ~ 00 81 ()");
        }

        await wire.ExpectClosed();
        Assert.Equal(0, broker.Broker.GetStatistics().Sessions);
    }
}
