using System.Diagnostics;
using Topiary.Protocol;
using Topiary.Transport;

namespace Topiary.Broker.Tests;

/// <summary>Users and access rules of the executable's configuration file.</summary>
public sealed class ServerAccessTests
{
    [Fact]
    public async Task Rules_decide_who_publishes_subscribes_and_receives_what()
    {
        string anna = await HashAsync("secret");
        Assert.StartsWith("SCRAM-SHA-256$", anna, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", anna, StringComparison.Ordinal);
        await using ServerProcess server = await ServerProcess.StartAsync($$"""
            {
              "allowAnonymous": true,
              "users": [ { "name": "anna", "credential": "{{anna}}" } ],
              "access": [
                { "user": "anna", "filter": "#" },
                { "clientId": "display", "action": "publish", "filter": "display/+" },
                { "action": "subscribe", "filter": "test/nosubscribe", "allow": false },
                { "action": "subscribe", "filter": "secret/#", "allow": false },
                { "action": "subscribe", "filter": "#" },
                { "action": "publish", "filter": "open/#" }
              ]
            }
            """);
        await using RawClient guest = await ConnectAsync(server, "guest");
        Assert.Equal([ReasonCode.NotAuthorized], await guest.SubscribeAsync("test/nosubscribe"));
        Assert.Equal([ReasonCode.NotAuthorized], await guest.SubscribeAsync("secret/+"));
        Assert.Equal([ReasonCode.NotAuthorized], await guest.SubscribeAsync("$share/g/secret/a"));
        Assert.Equal([ReasonCode.Success], await guest.SubscribeAsync("#"));
        Assert.Equal(ReasonCode.NotAuthorized, await guest.PublishAckedAsync("display/1", "x"));
        await using RawClient display = await ConnectAsync(server, "display");
        Assert.Equal(ReasonCode.Success, await display.PublishAckedAsync("display/1", "from the display"));
        Assert.Equal(ReasonCode.NotAuthorized, await display.PublishAckedAsync("display/1/2", "x"));
        await using RawClient user = await ConnectAsync(server, "user", c => c with { UserName = "anna", Password = "secret"u8.ToArray() });
        Assert.Equal([ReasonCode.Success], await user.SubscribeAsync("test/nosubscribe"));
        await user.PublishAckedAsync("secret/a", "not for the guest");
        await user.PublishAckedAsync("open/a", "for all");
        Assert.Equal(["from the display", "for all"], await guest.DrainPayloadsAsync());
        await using RawClient old = await ConnectAsync(server, "old", version: MqttVersion.V311);
        Assert.Equal([ReasonCode.UnspecifiedError], await old.SubscribeAsync("test/nosubscribe"));
    }

    [Theory]
    [InlineData("anna", "secret", ReasonCode.Success)]
    [InlineData("anna", "Secret", ReasonCode.BadUserNameOrPassword)]
    [InlineData("anna", "", ReasonCode.BadUserNameOrPassword)]
    [InlineData("anna", null, ReasonCode.BadUserNameOrPassword)]
    [InlineData("anna", "\u0001", ReasonCode.BadUserNameOrPassword)]
    [InlineData("berta", "secret", ReasonCode.BadUserNameOrPassword)]
    [InlineData(null, "secret", ReasonCode.BadUserNameOrPassword)]
    [InlineData(null, null, ReasonCode.NotAuthorized)]
    public async Task A_user_comes_in_with_its_password_only(string? user, string? password, ReasonCode expected)
    {
        await using ServerProcess server = await ServerProcess.StartAsync($$"""{ "users": [ { "name": "anna", "credential": "{{ScramCredential.Create(ScramMechanism.Sha256, "secret")}}" } ] }""");
        await using RawClient client = await server.OpenAsync(MqttVersion.V500);
        await client.SendAsync(new ConnectPacket
        {
            ClientId = "c",
            CleanStart = true,
            UserName = user,
            Password = password is null ? default(ReadOnlyMemory<byte>?) : System.Text.Encoding.UTF8.GetBytes(password),
        });
        Assert.Equal(expected, ConnAckPacket.Read(await client.ReadAsync(PacketType.ConnAck), MqttVersion.V500).ReasonCode);
    }

    [Fact]
    public async Task A_user_logs_in_by_scram_with_the_same_credential()
    {
        await using ServerProcess server = await ServerProcess.StartAsync($$"""{ "users": [ { "name": "anna", "credential": "{{ScramCredential.Create(ScramMechanism.Sha512, "secret")}}" } ] }""");
        await using RawClient client = await server.OpenAsync(MqttVersion.V500);
        var exchange = new ScramClientExchange(ScramMechanism.Sha512, "anna", "secret");
        await client.SendAsync(new ConnectPacket { ClientId = "c", CleanStart = true, AuthenticationMethod = "SCRAM-SHA-512", AuthenticationData = exchange.Start() });
        AuthPacket challenge = AuthPacket.Read(await client.ReadAsync(PacketType.Auth), MqttVersion.V500);
        await client.SendAsync(new AuthPacket
        {
            ReasonCode = ReasonCode.ContinueAuthentication,
            AuthenticationMethod = "SCRAM-SHA-512",
            AuthenticationData = exchange.Respond(challenge.AuthenticationData!.Value.Span),
        });
        ConnAckPacket answer = ConnAckPacket.Read(await client.ReadAsync(PacketType.ConnAck), MqttVersion.V500);
        Assert.Equal(ReasonCode.Success, answer.ReasonCode);
        exchange.Verify(answer.AuthenticationData!.Value.Span);
    }

    [Theory]
    [InlineData("""{ "users": 1 }""", "option \"users\" must be an array of users")]
    [InlineData("""{ "users": [ 1 ] }""", "option \"users[0]\" must be an object.")]
    [InlineData("""{ "users": [ { "name": "a" } ] }""", "option \"users[0].credential\" is missing.")]
    [InlineData("""{ "users": [ { "name": "a", "credential": "secret" } ] }""", "option \"users[0].credential\" must be one that \"hash-password\" has written.")]
    [InlineData("""{ "users": [ { "name": "", "credential": "x" } ] }""", "option \"users[0].name\" must be a string that is not empty.")]
    [InlineData("""{ "users": [ { "name": "a", "password": "x" } ] }""", "option \"users[0].password\" is unknown; known are name, credential.")]
    [InlineData("""{ "access": {} }""", "option \"access\" must be an array of rules")]
    [InlineData("""{ "access": [ { "filter": "a" }, { "action": "publish" } ] }""", "option \"access[1].filter\" is missing.")]
    [InlineData("""{ "access": [ { "filter": "a/#/b" } ] }""", "option \"access[0].filter\" must be a topic filter, and not that of a shared subscription.")]
    [InlineData("""{ "access": [ { "filter": "$share/g/a" } ] }""", "option \"access[0].filter\" must be a topic filter, and not that of a shared subscription.")]
    [InlineData("""{ "access": [ { "filter": "a", "action": "read" } ] }""", "option \"access[0].action\" must be \"publish\", \"subscribe\" or \"any\".")]
    [InlineData("""{ "access": [ { "filter": "a", "allow": "no" } ] }""", "option \"access[0].allow\" must be true or false.")]
    [InlineData("""{ "access": [ { "filter": "a", "filter": "b" } ] }""", "option \"access[0].filter\" comes twice.")]
    public async Task A_wrong_entry_is_told_by_its_key_and_starts_no_broker(string json, string expected)
    {
        (int code, string output, string error) = await ServerProcess.RunAsync(json);
        Assert.Equal((1, ""), (code, output));
        Assert.Contains(expected, Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    private static async Task<string> HashAsync(string password)
    {
        using Process process = ServerProcess.Launch("hash-password");
        await process.StandardInput.WriteLineAsync(password);
        process.StandardInput.Close();
        string text = await process.StandardOutput.ReadToEndAsync().WaitAsync(ServerProcess.Patience);
        await process.WaitForExitAsync().WaitAsync(ServerProcess.Patience);
        Assert.Equal(0, process.ExitCode);
        return text.TrimEnd();
    }

    private static async Task<RawClient> ConnectAsync(
        ServerProcess server, string clientId, Func<ConnectPacket, ConnectPacket>? with = null, MqttVersion version = MqttVersion.V500)
    {
        RawClient client = await server.OpenAsync(version);
        var packet = new ConnectPacket { ClientId = clientId, CleanStart = true, Version = version };
        await client.SendAsync(with?.Invoke(packet) ?? packet);
        Assert.Equal(ReasonCode.Success, ConnAckPacket.Read(await client.ReadAsync(PacketType.ConnAck), version).ReasonCode);
        return client;
    }
}
