using Topiary.Broker;

namespace Topiary.Conformance.Tests.Broker;

/// <summary>Sections 3.1.3 and 3.1.4: who the client is, and who is let in.</summary>
public sealed class ClientIdentifierTests
{
    private const string Alphabet = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    [Normative("MQTT-3.1.3-5", "MQTT-3.1.4-5")]
    [Normative311("MQTT-3.1.3-5", "MQTT-3.1.4-4")]
    public async Task Identifiers_of_1_to_23_letters_and_digits_are_accepted(MqttVersion version)
    {
        await using TestBroker broker = await TestBroker.Start();
        for (int length = 1; length <= 23; length++)
        {
            for (int start = 0; start < Alphabet.Length; start += length)
            {
                string id = (Alphabet + Alphabet).Substring(start, length);
                Wire wire = await broker.Open($"10 ~ [MQTT] {(byte)version:X2} 02 #0 () [{id}]", version);
                Packet answer = await wire.Expect(ConnAck);
                Assert.Equal("0000", Convert.ToHexString(answer.Frame.Body.Span[..2]));
                wire.Cut();
            }
        }
    }

    [Fact]
    [Normative("MQTT-3.1.3-6", "MQTT-3.1.3-7", "MQTT-3.2.2-16")]
    public async Task An_empty_identifier_gets_a_unique_one_that_works_like_any_other()
    {
        await using TestBroker broker = await TestBroker.Start();
        var assigned = new HashSet<string>();
        for (int i = 0; i < 50; i++)
        {
            (_, ConnAckPacket answer) = await broker.ConnectAnswered("", with: packet => packet with { SessionExpiryInterval = 100 });
            Assert.NotEmpty(answer.AssignedClientIdentifier!);
            Assert.True(assigned.Add(answer.AssignedClientIdentifier!));
        }

        Assert.Equal(50, broker.Broker.GetStatistics().Connections);
        (_, ConnAckPacket resumed) = await broker.ConnectAnswered(assigned.First(), with: TestBroker.Kept);
        Assert.True(resumed.SessionPresent);
        Assert.Null(resumed.AssignedClientIdentifier);
    }

    [Fact]
    [Normative311("MQTT-3.1.3-6")]
    public async Task Clients_of_3_1_1_with_an_empty_identifier_do_not_disturb_each_other()
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire first = await broker.Connect("", V311);
        Wire second = await broker.Connect("", V311);
        await first.Subscribe("t");
        await second.Subscribe("t");
        await first.Publish("t", "x");
        await first.ExpectPublish("t", "x");
        await second.ExpectPublish("t", "x");
    }

    [Fact]
    [Normative311("MQTT-3.1.3-7", "MQTT-3.1.3-8", "MQTT-3.2.2-4", "MQTT-3.2.2-5")]
    public async Task An_empty_identifier_for_a_kept_session_is_refused_before_mqtt_5()
    {
        await using TestBroker broker = await TestBroker.Start();
        Wire wire = await broker.Open("10 ~ [MQTT] 04 00 #0 []", V311);
        await wire.Expect("20 02 00 02");
        await wire.ExpectClosed();
    }

    [Theory]
    [InlineData(V311, ReasonCode.ClientIdentifierNotValid, "20 02 00 02")]
    [InlineData(V500, ReasonCode.ClientIdentifierNotValid, "20 ~ 00 85 ()")]
    [InlineData(V311, ReasonCode.BadUserNameOrPassword, "20 02 00 04")]
    [InlineData(V500, ReasonCode.BadUserNameOrPassword, "20 ~ 00 86 ()")]
    [InlineData(V311, ReasonCode.NotAuthorized, "20 02 00 05")]
    [InlineData(V500, ReasonCode.Banned, "20 ~ 00 8A ()")]
    [Normative("MQTT-3.1.3-8", "MQTT-3.1.4-2", "MQTT-3.2.2-6", "MQTT-3.2.2-7", "MQTT-4.13.2-1")]
    [Normative311("MQTT-3.1.3-9", "MQTT-3.2.2-4", "MQTT-3.2.2-5")]
    public async Task A_client_refused_by_a_further_check_is_told_and_closed(MqttVersion version, ReasonCode reason, string answer)
    {
        var authenticator = new Authenticator();
        await using TestBroker broker = await TestBroker.Start(options =>
        {
            options.AllowAnonymous = true;
            options.Authenticator = authenticator;
        });
        string connect = $"10 ~ [MQTT] {(byte)version:X2} 80 #0 (11 00 00 00 64) [c] [user]";
        Wire accepted = await broker.Open(connect, version);
        await accepted.ExpectConnAck();
        await broker.Cut(accepted);

        // There is a session now; Session Present is 0 nevertheless.
        authenticator.Answer = AuthenticationResult.Refuse(reason);
        Wire refused = await broker.Open(version);
        await refused.SendBytes([.. Notation.Encode(connect, version), .. Notation.Encode("30 ~ [t] () 'x'", version)]);
        await refused.Expect(answer);
        await refused.ExpectClosed();
    }

    [Theory]
    [InlineData(V311)]
    [InlineData(V500)]
    [Normative("MQTT-3.1.3-1", "MQTT-3.1.3-3", "MQTT-3.1.2-17", "MQTT-3.1.2-19")]
    [Normative311("MQTT-3.1.3-1", "MQTT-3.1.3-3", "MQTT-3.1.2-19", "MQTT-3.1.2-21")]
    public async Task The_fields_of_the_payload_are_read_in_their_order(MqttVersion version)
    {
        var authenticator = new Authenticator();
        await using TestBroker broker = await TestBroker.Start(options =>
        {
            options.AllowAnonymous = true;
            options.Authenticator = authenticator;
        });
        Wire watcher = await broker.Connect("w", version);
        await watcher.Subscribe("#");
        Wire wire = await broker.Open($"10 ~ [MQTT] {(byte)version:X2} C6 #0 () [id] () [will] [gone] [user] [secret]", version);
        await wire.ExpectConnAck();
        AuthenticationRequest asked = Assert.Single(authenticator.Asked);
        Assert.Equal(("id", "user", "secret"), (asked.ClientId, asked.UserName, System.Text.Encoding.UTF8.GetString(asked.Password!.Value.Span)));
        wire.Cut();
        await watcher.ExpectPublish("will", "gone");
    }

    [Fact]
    [Normative("MQTT-3.2.2-8")]
    public void An_authenticator_cannot_refuse_with_a_code_that_connack_does_not_have()
    {
        for (int code = 0; code < 256; code++)
        {
            if (code < 0x80 || !ReasonCodes.IsDefined(ConnAck, (ReasonCode)code))
            {
                Assert.Throws<ArgumentOutOfRangeException>(() => AuthenticationResult.Refuse((ReasonCode)code));
            }
        }
    }

    private sealed class Authenticator : IAuthenticator
    {
        public List<AuthenticationRequest> Asked { get; } = [];

        public AuthenticationResult Answer { get; set; } = AuthenticationResult.Success("user");

        public ValueTask<AuthenticationResult> AuthenticateAsync(AuthenticationRequest request, CancellationToken cancellationToken)
        {
            Asked.Add(request with { Password = request.Password?.ToArray() });
            return ValueTask.FromResult(Answer);
        }
    }
}
