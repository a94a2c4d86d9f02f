namespace Topiary.Conformance.Tests.Broker;

/// <summary>Section 1.5: strings, variable byte integers and string pairs, as the broker takes and gives them.</summary>
public sealed class StringTests
{
    // Overlong, surrogates, stray and missing continuation bytes, beyond U+10FFFF.
    private static readonly string[] s_illFormed = ["C0 AF", "ED A0 80", "ED BF BF", "80", "E2 82", "F5 80 80 80", "FF"];

    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    [Normative("MQTT-1.5.4-1", "MQTT-3.1.3-4", "MQTT-3.1.3-11", "MQTT-3.1.3-12", "MQTT-3.3.2-1", "MQTT-3.8.3-1", "MQTT-3.10.3-1")]
    [Normative311("MQTT-1.5.3-1", "MQTT-3.1.3-4", "MQTT-3.1.3-10", "MQTT-3.1.3-11", "MQTT-3.3.2-1", "MQTT-3.8.3-1", "MQTT-3.10.3-1")]
    public async Task Ill_formed_utf8_in_any_string_ends_the_connection(MqttVersion version)
    {
        await using TestBroker broker = await TestBroker.Start();
        foreach (string bytes in s_illFormed)
        {
            await AssertRefused(broker, version, bytes);
        }
    }

    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    [Normative("MQTT-1.5.4-2", "MQTT-4.7.3-2")]
    [Normative311("MQTT-1.5.3-2", "MQTT-4.7.3-2")]
    public async Task U0000_in_any_string_ends_the_connection(MqttVersion version)
    {
        await using TestBroker broker = await TestBroker.Start();
        await AssertRefused(broker, version, "61 00 62");
        await AssertRefused(broker, version, "00");
    }

    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    [Normative("MQTT-1.5.4-3", "MQTT-4.7.3-4")]
    [Normative311("MQTT-1.5.3-3", "MQTT-4.7.3-4")]
    public async Task A_byte_order_mark_is_a_character_like_any_other(MqttVersion version)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire plain = await broker.Connect("plain", version);
        await plain.Subscribe("a");
        Wire marked = await broker.Connect("marked", version);
        await marked.Subscribe("\uFEFFa");
        Wire publisher = await broker.Connect("p", version);
        await publisher.Send("30 ~ 00 04 EF BB BF 61 () 'x'");
        await marked.Expect("30 ~ 00 04 EF BB BF 61 () 'x'");
        await plain.ExpectNothing();
    }

    [Fact]
    [Normative("MQTT-1.5.7-1")]
    public async Task Name_and_value_of_a_user_property_obey_the_string_rules()
    {
        await using TestBroker broker = await TestBroker.Start();
        foreach (string bytes in (string[])[.. s_illFormed, "00"])
        {
            string bad = $"00 {(bytes.Length + 1) / 3:X2} {bytes}";
            foreach (string pair in (string[])[$"{bad} [v]", $"[n] {bad}"])
            {
                Wire wire = await broker.Connect("c");
                await wire.Send($"30 ~ [a] (26 {pair})");
                await wire.ExpectClosed(ReasonCode.MalformedPacket);
            }
        }
    }

    [Fact]
    [Normative("MQTT-1.5.5-1")]
    public async Task Lengths_are_written_in_the_fewest_bytes()
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire subscriber = await broker.Connect("s");
        await subscriber.Subscribe("t");
        Wire publisher = await broker.Connect("p");
        foreach ((int remaining, string length) in ((int, string)[])[(127, "7F"), (128, "8001"), (16383, "FF7F"), (16384, "808001"), (2097151, "FFFF7F"), (2097152, "80808001")])
        {
            // Beside the payload there are the topic and an empty property block: four bytes.
            await publisher.Publish("t", new string('x', remaining - 4));
            Packet packet = await subscriber.Expect(Publish);
            Assert.Equal(remaining, packet.Frame.Body.Length);
            Assert.Equal("30" + length, Convert.ToHexString(packet.Bytes.AsSpan(0, packet.Bytes.Length - remaining)));
        }
    }

    [Fact]
    [Normative("MQTT-1.5.5-1")]
    public async Task Property_lengths_are_written_in_the_fewest_bytes()
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire subscriber = await broker.Connect("s");
        await subscriber.Subscribe("t");
        Wire publisher = await broker.Connect("p");
        foreach ((int properties, string length) in ((int, string)[])[(127, "7F"), (128, "8001")])
        {
            // An identifier, two lengths, and a name of one byte: six bytes before the value.
            await publisher.Send($"30 ~ [t] (26 [n] [{new string('v', properties - 6)}])");
            Packet packet = await subscriber.Expect(Publish);
            Assert.StartsWith("000174" + length + "26", Convert.ToHexString(packet.Frame.Body.Span), StringComparison.Ordinal);
        }
    }

    // As topic name, as filter to subscribe and unsubscribe, as client identifier, will topic and user name.
    private static async Task AssertRefused(TestBroker broker, MqttVersion version, string bytes)
    {
        string bad = $"00 {(bytes.Length + 1) / 3:X2} {bytes}";
        foreach (string packet in (string[])[$"30 ~ {bad} ()", $"82 ~ #1 () {bad} 00", $"A2 ~ #1 () {bad}"])
        {
            Wire wire = await broker.Connect("c", version);
            await wire.Send(packet);
            await wire.ExpectClosed(ReasonCode.MalformedPacket);
        }

        foreach (string payload in (string[])[$"02 #0 () {bad}", $"06 #0 () [c] () {bad} []", $"82 #0 () [c] {bad}"])
        {
            Wire wire = await broker.Open($"10 ~ [MQTT] {(byte)version:X2} {payload}", version);
            if (version == V500)
            {
                await wire.Expect("20 ~ 00 81 ()");
            }

            await wire.ExpectClosed();
        }
    }
}
