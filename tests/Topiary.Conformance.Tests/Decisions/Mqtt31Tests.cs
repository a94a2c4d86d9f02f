namespace Topiary.Conformance.Tests.Decisions;

/// <summary>What docs/protocol-decisions.md says about MQTT 3.1 (MQIsdp, level 3), which has no numbered statements.</summary>
public sealed class Mqtt31Tests
{
    [Fact]
    public async Task A_client_of_3_1_is_served()
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire wire = await broker.Open("10 0F 00 06 4D 51 49 73 64 70 03 02 00 3C 00 01 61", V310);
        await wire.Expect("20 02 00 00");
        await wire.Send("82 ~ #1 [t] 02");
        await wire.Expect("90 ~ #1 02");
        await wire.Send("C0 00");
        await wire.Expect("D0 00");
        Wire publisher = await broker.Connect("p", V310);
        await publisher.Send("34 ~ [t] #2 'x'");
        await publisher.Expect("50 ~ #2");
        await publisher.Send("62 ~ #2");
        await publisher.Expect("70 ~ #2");
        await wire.Expect("34 ~ [t] #1 'x'");
        await wire.Send("E0 00");
        await wire.ExpectClosed();
    }

    [Fact]
    public async Task Dup_may_be_set_on_packets_sent_again_and_other_flags_are_not_looked_at()
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire wire = await broker.Connect("a", V310);
        await wire.Send("8A ~ #1 [t] 00");
        await wire.Expect("90 ~ #1 00");
        await wire.Send("AA ~ #2 [t]");
        await wire.Expect("B0 ~ #2");
        await wire.Send("6A ~ #3");
        await wire.Expect("70 ~ #3");
        await wire.Send("CF 00");
        await wire.Expect("D0 00");
    }

    [Theory]
    [InlineData("", "20 02 00 02")]
    [InlineData("123456789012345678901234", "20 02 00 02")]
    [InlineData("12345678901234567890123", "20 02 00 00")]
    public async Task Client_identifiers_have_1_to_23_characters(string id, string answer)
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire wire = await broker.Open($"10 ~ [MQIsdp] 03 02 #0 [{id}]", V310);
        await wire.Expect(answer);
    }

    [Fact]
    public async Task A_flagged_user_name_may_be_missing_and_the_reserved_flag_is_not_looked_at()
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire wire = await broker.Open("10 ~ [MQIsdp] 03 C3 #0 [a]", V310);
        await wire.Expect("20 02 00 00");
    }

    [Fact]
    public async Task A_session_that_goes_on_is_not_told_in_connack()
    {
        await using TestBroker broker = await TestBroker.Start();
        for (int i = 0; i < 2; i++)
        {
            Wire wire = await broker.Open("10 ~ [MQIsdp] 03 00 #0 [a]", V310);
            await wire.Expect("20 02 00 00");
            if (i == 0)
            {
                await wire.Send("82 ~ #1 [t] 01");
                await wire.Expect("90 ~ #1 01");
                await broker.Cut(wire);
            }
            else
            {
                await wire.Send("30 ~ [t] 'x'");
                await wire.Expect("30 ~ [t] 'x'");
            }
        }
    }
}
