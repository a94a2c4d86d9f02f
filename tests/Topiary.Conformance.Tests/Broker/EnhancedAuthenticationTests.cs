using System.Text;
using Topiary.Broker;

namespace Topiary.Conformance.Tests.Broker;

/// <summary>Sections 3.15 and 4.12: AUTH between CONNECT and CONNACK, and authenticating again.</summary>
public sealed class EnhancedAuthenticationTests
{
    [Theory]
    [InlineData("M")]
    [InlineData("N")]
    [Normative("MQTT-4.12.0-2", "MQTT-4.12.0-5", "MQTT-3.15.2-1", "MQTT-3.2.0-1")]
    public async Task More_data_is_asked_for_with_auth_0x18_and_the_method_of_connect(string method)
    {
        await using TestBroker broker = await Start();
        Wire wire = await broker.Open($"10 ~ [MQTT] 05 02 #0 (15 [{method}] 16 [one]) [c]");
        foreach (string data in (string[])["one", "two", "three"])
        {
            await wire.Expect($"F0 ~ 18 (15 [{method}] 16 [{data}])");
            await wire.Send($"F0 ~ 18 (15 [{method}] 16 [{data switch { "one" => "two", "two" => "three", _ => "ok" }}])");
        }

        ConnAckPacket answer = await wire.ExpectConnAck();
        Assert.Equal((ReasonCode.Success, method, "ok"), (answer.ReasonCode, answer.AuthenticationMethod, Encoding.UTF8.GetString(answer.AuthenticationData!.Value.Span)));
        await wire.ExpectNothing();
    }

    [Theory]
    [InlineData("SCRAM-SHA-256")]
    [InlineData("SCRAM-SHA-512")]
    [Normative("MQTT-4.12.0-2", "MQTT-4.12.0-5", "MQTT-3.15.2-1")]
    public async Task Scram_keeps_to_its_method_from_connect_to_connack(string method)
    {
        await using TestBroker broker = await Start();
        var scram = new ScramClientExchange(ScramMechanism.Find(method)!, "user", "pencil");
        Wire wire = await broker.Open();
        await wire.Send(new ConnectPacket { ClientId = "c", CleanStart = true, AuthenticationMethod = method, AuthenticationData = scram.Start() });
        AuthPacket challenge = AuthPacket.Read((await wire.Expect(Auth)).Frame, V500);
        Assert.Equal((ReasonCode.ContinueAuthentication, method), (challenge.ReasonCode, challenge.AuthenticationMethod));
        byte[] proof = scram.Respond(challenge.AuthenticationData!.Value.Span);
        await wire.Send(new AuthPacket { ReasonCode = ReasonCode.ContinueAuthentication, AuthenticationMethod = method, AuthenticationData = proof });
        ConnAckPacket answer = await wire.ExpectConnAck();
        Assert.Equal((ReasonCode.Success, method), (answer.ReasonCode, answer.AuthenticationMethod));
        scram.Verify(answer.AuthenticationData!.Value.Span);
    }

    [Theory]
    [InlineData("F0 ~ 18 (15 [N] 16 [ok])")]
    [InlineData("F0 ~ 18 (16 [ok])")]
    [InlineData("F0 ~ 00 (15 [M] 16 [ok])")]
    [InlineData("F0 ~ 19 (15 [M] 16 [ok])")]
    [InlineData("F0 ~ 01 (15 [M] 16 [ok])")]
    [InlineData("F0 ~ 17 (15 [M] 16 [ok])")]
    [InlineData("F0 ~ 87 (15 [M] 16 [ok])")]
    [InlineData("C0 00")]
    [InlineData("30 ~ [t] () 'x'")]
    [Normative("MQTT-3.15.2-1", "MQTT-4.12.0-5", "MQTT-3.1.2-30")]
    public async Task Another_method_or_reason_or_packet_than_the_exchange_allows_ends_it(string packet)
    {
        await using TestBroker broker = await Start();
        Wire other = await broker.Connect("o");
        await other.Subscribe("#");
        Wire wire = await broker.Open("10 ~ [MQTT] 05 02 #0 (15 [M] 16 [more]) [c]");
        await wire.Expect("F0 ~ 18 (15 [M] 16 [more])");
        await wire.SendBytes([.. Notation.Encode(packet), .. Notation.Encode("F0 ~ 18 (15 [M] 16 [ok])")]);
        Assert.Equal(ReasonCode.ProtocolError, (await wire.ExpectConnAck()).ReasonCode);
        await wire.ExpectClosed();
        await other.ExpectNothing();
    }

    [Fact]
    [Normative("MQTT-4.12.1-1", "MQTT-4.12.0-2", "MQTT-4.12.0-5", "MQTT-3.15.2-1")]
    public async Task A_client_authenticates_again_with_auth_0x19_while_messages_go_on()
    {
        await using TestBroker broker = await Start();
        Wire wire = await Connect(broker);
        await wire.Subscribe("t");
        for (int i = 0; i < 2; i++)
        {
            await wire.Send("F0 ~ 19 (15 [M] 16 [more])");
            await wire.Expect("F0 ~ 18 (15 [M] 16 [more])");
            await wire.Publish("t", "meanwhile");
            await wire.ExpectPublish("t", "meanwhile");
            await wire.Send("F0 ~ 18 (15 [M] 16 [ok])");
            await wire.Expect("F0 ~ 00 (15 [M] 16 [ok])");
            await wire.ExpectNothing();
        }
    }

    [Theory]
    [InlineData("F0 ~ 18 (15 [M] 16 [ok])")]
    [InlineData("F0 ~ 00 (15 [M] 16 [ok])")]
    [InlineData("F0 ~ 01 (15 [M] 16 [ok])")]
    [InlineData("F0 ~ 19 (15 [N] 16 [ok])")]
    [InlineData("F0 ~ 19 (16 [ok])")]
    [Normative("MQTT-4.12.1-1", "MQTT-4.12.0-5", "MQTT-3.15.2-1")]
    public async Task Authenticating_again_does_not_begin_in_another_way(string packet)
    {
        await using TestBroker broker = await Start();
        Wire wire = await Connect(broker);
        await wire.Send(packet);
        await wire.ExpectClosed(ReasonCode.ProtocolError);
    }

    [Theory]
    [InlineData("refuse")]
    [InlineData("throw")]
    [InlineData("somebody else")]
    [Normative("MQTT-4.12.1-2")]
    public async Task Failing_to_authenticate_again_is_told_and_ends_the_connection(string data)
    {
        await using TestBroker broker = await Start();
        foreach (bool isLater in (bool[])[false, true])
        {
            Wire wire = await Connect(broker);
            if (isLater)
            {
                await wire.Send("F0 ~ 19 (15 [M] 16 [more])");
                await wire.Expect("F0 ~ 18 (15 [M] 16 [more])");
            }

            await wire.SendBytes([.. Notation.Encode($"F0 ~ {(isLater ? 18 : 19)} (15 [M] 16 [{data}])"), .. Notation.Encode("C0 00")]);
            await wire.ExpectClosed(ReasonCode.NotAuthorized);
        }
    }

    [Fact]
    [Normative("MQTT-3.15.2-2", "MQTT-3.15.2-3")]
    public async Task An_auth_that_just_fits_has_neither_reason_string_nor_user_properties()
    {
        await using TestBroker broker = await Start();
        string data = new('x', 200);
        string told = "1F [why] 26 [name] [value]";
        int limit = Notation.Encode($"F0 ~ 18 (15 [M] 16 [{data}])").Length;
        Wire wire = await broker.Open($"10 ~ [MQTT] 05 02 #0 (27 00 00 #{limit} 15 [M] 16 [{data}] 26 [name] [value]) [c]");
        await wire.Expect($"F0 ~ 18 (15 [M] 16 [{data}])");
        await wire.Send($"F0 ~ 18 (15 [M] 16 [ok] {told})");
        Assert.Equal(ReasonCode.Success, (await wire.ExpectConnAck()).ReasonCode);
        await wire.Send($"F0 ~ 19 (15 [M] 16 [{data}] {told})");
        await wire.Expect($"F0 ~ 18 (15 [M] 16 [{data}])");
        await wire.Send($"F0 ~ 18 (15 [M] 16 [ok] {told})");
        await wire.Expect("F0 ~ 00 (15 [M] 16 [ok])");
        await wire.ExpectNothing();

        // One byte more, and it is not sent at all.
        await wire.Send($"F0 ~ 19 (15 [M] 16 [{data}x])");
        await wire.ExpectClosed(ReasonCode.PacketTooLarge);
        wire = await broker.Open($"10 ~ [MQTT] 05 02 #0 (27 00 00 #{limit} 15 [M] 16 [{data}x]) [c]");
        await wire.ExpectClosed();
    }

    private static Task<TestBroker> Start() => TestBroker.Start(options =>
    {
        options.EnhancedAuthenticators.Add(new Echo("M"));
        options.EnhancedAuthenticators.Add(new Echo("N"));
        options.AllowAnonymous = true;
        options.ScramCredentials = new ScramCredentials();
        options.ScramCredentials.SetPassword("user", "pencil", 4096);
    });

    private static async Task<Wire> Connect(TestBroker broker)
    {
        Wire wire = await broker.Open("10 ~ [MQTT] 05 02 #0 (15 [M] 16 [ok]) [c]");
        Assert.Equal(ReasonCode.Success, (await wire.ExpectConnAck()).ReasonCode);
        return wire;
    }

    /// <summary>Does what the client's data says; all but a decision is sent back.</summary>
    private sealed class Echo(string method) : IEnhancedAuthenticator, IEnhancedAuthenticationExchange
    {
        public string Method => method;

        public IEnhancedAuthenticationExchange Begin(AuthenticationRequest request) => this;

        public ValueTask<EnhancedAuthenticationStep> ContinueAsync(ReadOnlyMemory<byte>? data, CancellationToken cancellationToken)
            => ValueTask.FromResult(Encoding.UTF8.GetString(data!.Value.Span) switch
            {
                "ok" => EnhancedAuthenticationStep.Success("user", data),
                "somebody else" => EnhancedAuthenticationStep.Success("other", data),
                "refuse" => EnhancedAuthenticationStep.Refuse(),
                "throw" => throw new InvalidOperationException("user"),
                _ => EnhancedAuthenticationStep.Continue(data),
            });
    }
}
