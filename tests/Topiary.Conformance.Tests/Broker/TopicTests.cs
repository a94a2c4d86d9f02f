namespace Topiary.Conformance.Tests.Broker;

/// <summary>Section 4.7: names and filters.</summary>
public sealed class TopicTests
{
    [Theory]
    [InlineData("sport/tennis/player1/#", "sport/tennis/player1", true)]
    [InlineData("sport/tennis/player1/#", "sport/tennis/player1/ranking", true)]
    [InlineData("sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon", true)]
    [InlineData("sport/tennis/player1/#", "sport/tennis", false)]
    [InlineData("sport/#", "sport", true)]
    [InlineData("#", "a/b/c", true)]
    [InlineData("sport/tennis/+", "sport/tennis/player1", true)]
    [InlineData("sport/tennis/+", "sport/tennis/player1/ranking", false)]
    [InlineData("sport/+", "sport", false)]
    [InlineData("sport/+", "sport/", true)]
    [InlineData("+/+", "/finance", true)]
    [InlineData("/+", "/finance", true)]
    [InlineData("+", "/finance", false)]
    [InlineData("+/tennis/#", "sport/tennis/x", true)]
    [InlineData("+/+/+", "//", true)]
    [InlineData("a/b", "A/b", false)]
    [InlineData("a/b", "a/b/", false)]
    [InlineData("a b/c", "a b/c", true)]
    [InlineData("/", "/", true)]
    [InlineData("é", "e\u0301", false)]
    [InlineData("#", "$x/y", false)]
    [InlineData("+/y", "$x/y", false)]
    [InlineData("+", "$x", false)]
    [InlineData("$x/#", "$x/y", true)]
    [InlineData("$x/+", "$x/y", true)]
    [InlineData("a/+", "a/$x", true)]
    [Normative("MQTT-3.3.2-3", "MQTT-4.7.1-1", "MQTT-4.7.1-2", "MQTT-4.7.2-1", "MQTT-4.7.3-4", "MQTT-4.7.0-1")]
    [Normative311("MQTT-3.3.2-3", "MQTT-4.7.1-2", "MQTT-4.7.1-3", "MQTT-4.7.2-1", "MQTT-4.7.3-4", "MQTT-4.7.1-1")]
    public async Task Filters_match_live_and_retained_messages_alike(string filter, string topic, bool matches)
    {
        await using TestBroker broker = await TestBroker.Start();
        foreach (MqttVersion version in (MqttVersion[])[V311, V500])
        {
            Wire live = await broker.Connect("l", version);
            await live.Subscribe(filter);
            Wire publisher = await broker.Connect("p", version);
            await publisher.Send($"31 ~ [{topic}] () 'x'");
            await publisher.Sync();
            Wire late = await broker.Connect("r", version);
            await late.Subscribe(filter);
            foreach ((Wire wire, string first) in ((Wire, string)[])[(live, "30"), (late, "31")])
            {
                if (matches)
                {
                    await wire.Expect($"{first} ~ [{topic}] () 'x'");
                }

                await wire.ExpectNothing();
            }

            await publisher.Send($"31 ~ [{topic}] ()");
            await publisher.Sync();
        }
    }

    [Theory]
    [InlineData("sport/tennis#")]
    [InlineData("sport/tennis/#/ranking")]
    [InlineData("#/")]
    [InlineData("##")]
    [InlineData("sport+")]
    [InlineData("+sport")]
    [InlineData("a/b+/c")]
    [InlineData("a/++")]
    [InlineData("a/+#")]
    [InlineData("")]
    [Normative("MQTT-4.7.1-1", "MQTT-4.7.1-2", "MQTT-4.7.3-1")]
    [Normative311("MQTT-4.7.1-2", "MQTT-4.7.1-3", "MQTT-4.7.3-1")]
    public async Task A_filter_against_the_grammar_ends_the_connection(string filter)
    {
        await using TestBroker broker = await TestBroker.Start();
        foreach (MqttVersion version in (MqttVersion[])[V311, V500])
        {
            foreach (string packet in (string[])[$"82 ~ #1 () [{filter}] 00", $"A2 ~ #1 () [{filter}]"])
            {
                Wire wire = await broker.Connect("c", version);
                await wire.Send(packet);
                await wire.ExpectClosed(ReasonCode.MalformedPacket);
            }
        }
    }

    [Theory]
    [InlineData(V311, ReasonCode.MalformedPacket)]
    [InlineData(V500, ReasonCode.ProtocolError)]
    [Normative("MQTT-4.7.3-1")]
    [Normative311("MQTT-4.7.3-1")]
    public async Task An_empty_topic_name_ends_the_connection(MqttVersion version, ReasonCode reason)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire wire = await broker.Connect("c", version);
        await wire.Send("30 ~ [] () 'x'");
        await wire.ExpectClosed(reason);
    }

    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    [Normative("MQTT-4.7.3-3")]
    [Normative311("MQTT-4.7.3-3")]
    public async Task The_longest_names_and_filters_are_taken(MqttVersion version)
    {
        await using TestBroker broker = await TestBroker.Start();
        string longest = new('x', 65_535);
        Wire wire = await broker.Connect("c", version);
        await wire.Send($"82 ~ #1 () [{longest}] 00");
        await wire.Expect("90 ~ #1 () 00");
        await wire.Send($"30 ~ [{longest}] () 'x'");
        await wire.ExpectPublish(longest, "x");
    }

    [Theory]
    [InlineData("$share/g")]
    [InlineData("$share/")]
    [InlineData("$share//t")]
    [InlineData("$share/g/")]
    [InlineData("$share/g+/t")]
    [InlineData("$share/+/t")]
    [InlineData("$share/#/t")]
    [InlineData("$share/g/a#")]
    [Normative("MQTT-4.8.2-1", "MQTT-4.8.2-2")]
    public async Task A_shared_filter_against_the_grammar_ends_the_connection(string filter)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire wire = await broker.Connect("c");
        await wire.Send($"82 ~ #1 () [{filter}] 00");
        await wire.ExpectClosed(ReasonCode.MalformedPacket);
    }
}
