using System.Text;

namespace Topiary.Conformance.Tests.Client;

/// <summary>Sections 3.15 and 4.12, as the client's duties.</summary>
public sealed class ClientAuthenticationTests
{
    [Theory]
    [InlineData("M")]
    [InlineData("N")]
    [Normative("MQTT-3.1.2-30", "MQTT-4.12.0-3", "MQTT-4.12.0-5", "MQTT-3.15.2-1")]
    public async Task Between_connect_and_connack_the_client_sends_nothing_but_its_answers(string method)
    {
        await using TestClient test = await TestClient.Start(
            with: options => options with { Authentication = new Echo(method), KeepAlive = TimeSpan.FromSeconds(1) });
        Wire server = await test.Open();
        ConnectPacket connect = await server.ExpectConnect();
        Assert.Equal((method, "first"), (connect.AuthenticationMethod, Encoding.UTF8.GetString(connect.AuthenticationData!.Value.Span)));
        Task publish = test.Client.PublishAsync("t", "x", AtLeastOnce).AsTask();
        foreach (string data in (string[])["one", "two", "three"])
        {
            test.Advance(2);
            await server.Send($"F0 ~ 18 (15 [{method}] 16 [{data}])");
            await server.Expect($"F0 ~ 18 (15 [{method}] 16 [{data}])");
        }

        Assert.Null(server.TakeWaiting());
        await server.Accept(new ConnAckPacket { AuthenticationMethod = method });
        PublishPacket packet = await server.ExpectPublish("t", "x");
        await server.Ack(PubAck, packet.PacketId);
        await publish;
    }

    [Theory]
    [InlineData("F0 ~ 18 (15 [N] 16 [x])")]
    [InlineData("F0 ~ 18 (16 [x])")]
    [InlineData("F0 00")]
    [InlineData("F0 ~ 00 (15 [M] 16 [x])")]
    [InlineData("F0 ~ 19 (15 [M] 16 [x])")]
    [InlineData("F0 ~ 01 (15 [M] 16 [x])")]
    [InlineData("F0 ~ 87 (15 [M] 16 [x])")]
    [InlineData("20 ~ 00 00 ()")]
    [InlineData("20 ~ 00 00 (15 [N])")]
    [Normative("MQTT-3.15.2-1", "MQTT-4.12.0-5", "MQTT-3.1.2-30")]
    public async Task Another_method_or_reason_than_the_exchange_allows_ends_the_connection(string packet)
    {
        await using TestClient test = await TestClient.Start(with: options => options with { Authentication = new Echo("M") });
        Wire server = await test.Open();
        await server.ExpectConnect();
        await server.Send("F0 ~ 18 (15 [M] 16 [x])");
        await server.Expect("F0 ~ 18 (15 [M] 16 [x])");
        await server.Send(packet);
        Packet? last = await server.TryRead();
        Assert.True(last is null or { Type: Disconnect }, $"{last}");
        await server.ExpectClosed();
    }

    [Theory]
    [InlineData("M")]
    [InlineData("N")]
    [Normative("MQTT-4.12.1-1", "MQTT-4.12.0-3", "MQTT-4.12.0-5", "MQTT-3.15.2-1")]
    public async Task Authenticating_again_begins_with_auth_0x19_and_the_method_of_connect(string method)
    {
        (TestClient test, Wire server) = await Connected(method);
        await using TestClient owned = test;
        for (int i = 0; i < 2; i++)
        {
            Task again = test.Client.ReauthenticateAsync();
            await server.Expect($"F0 ~ 19 (15 [{method}] 16 [first])");
            await server.Send($"F0 ~ 18 (15 [{method}] 16 [more])");
            await server.Expect($"F0 ~ 18 (15 [{method}] 16 [more])");
            Assert.False(again.IsCompleted);
            await server.Send($"F0 ~ 00 (15 [{method}] 16 [welcome])");
            await again;
            await server.ExpectNothing();
        }
    }

    [Theory]
    [InlineData("F0 ~ 18 (15 [N] 16 [x])")]
    [InlineData("F0 ~ 00 (15 [N] 16 [x])")]
    [InlineData("F0 ~ 00 (16 [x])")]
    [InlineData("F0 ~ 19 (15 [M] 16 [x])")]
    [InlineData("F0 ~ 01 (15 [M] 16 [x])")]
    [Normative("MQTT-3.15.2-1", "MQTT-4.12.0-5", "MQTT-4.12.1-2")]
    public async Task A_wrong_auth_while_authenticating_again_ends_the_connection_with_its_reason(string packet)
    {
        (TestClient test, Wire server) = await Connected();
        await using TestClient owned = test;
        Task again = test.Client.ReauthenticateAsync();
        await server.Expect("F0 ~ 19 (15 [M] 16 [first])");
        await server.Send(packet);
        await server.ExpectClosed(ReasonCode.ProtocolError);
        await Assert.ThrowsAsync<MqttAuthenticationException>(() => again);
    }

    [Theory]
    [InlineData(null, "F0 ~ 18 (15 [M] 16 [x])")]
    [InlineData("F0 ~ 18 (15 [M] 16 [wait])", "F0 ~ 18 (15 [M] 16 [x])")]
    [InlineData("F0 ~ 18 (15 [M] 16 [wait])", "F0 ~ 00 (15 [M] 16 [x])")]
    [Normative("MQTT-4.12.0-3")]
    public async Task An_auth_before_the_client_has_answered_the_last_one_ends_the_connection(string? slow, string packet)
    {
        var steps = new SlowSteps(slow is null);
        (TestClient test, Wire server) = await TestClient.Connected(
            with: options => options with { Authentication = steps }, answer: new ConnAckPacket { AuthenticationMethod = "M" });
        await using TestClient owned = test;
        steps.IsSlow = true;
        Task again = test.Client.ReauthenticateAsync();
        if (slow is not null)
        {
            await server.Expect("F0 ~ 19 (15 [M])");
            await server.Send(slow);
        }

        await steps.Begun.Task;
        await server.Send(packet);
        await server.ExpectClosed(ReasonCode.ProtocolError);
        await Assert.ThrowsAsync<MqttAuthenticationException>(() => again);
        Assert.Equal(1, steps.MostAtOnce);
    }

    [Theory]
    [InlineData("F0 ~ 18 (15 [M] 16 [liar])")]
    [InlineData("F0 ~ 00 (15 [M] 16 [liar])")]
    [InlineData("E0 01 87")]
    [Normative("MQTT-4.12.1-2")]
    public async Task Failing_to_authenticate_again_closes_the_connection(string packet)
    {
        (TestClient test, Wire server) = await Connected();
        await using TestClient owned = test;
        Task again = test.Client.ReauthenticateAsync();
        await server.Expect("F0 ~ 19 (15 [M] 16 [first])");
        await server.Send(packet);
        Packet? last = await server.TryRead();
        Assert.True(last is null or { Type: Disconnect }, $"{last}");
        await server.ExpectClosed();
        await Assert.ThrowsAsync<MqttAuthenticationException>(() => again);
    }

    [Fact]
    [Normative("MQTT-3.15.2-2", "MQTT-3.15.2-3", "MQTT-3.2.2-15")]
    public async Task An_auth_that_just_fits_has_neither_reason_string_nor_user_properties()
    {
        string data = new('x', 200);
        int limit = Notation.Encode($"F0 ~ 18 (15 [M] 16 [{data}])").Length;
        (TestClient test, Wire server) = await Connected(limit: (uint)limit);
        await using TestClient owned = test;
        Task again = test.Client.ReauthenticateAsync();
        await server.Expect("F0 ~ 19 (15 [M] 16 [first])");
        await server.Send($"F0 ~ 18 (15 [M] 16 [{data}] 1F [why] 26 [name] [value])");
        await server.Expect($"F0 ~ 18 (15 [M] 16 [{data}])");

        // One byte more, and it is not sent at all.
        await server.Send($"F0 ~ 18 (15 [M] 16 [{data}x])");
        Packet? last = await server.TryRead();
        Assert.True(last is null or { Type: Disconnect }, $"{last}");
        await server.ExpectClosed();
        await Assert.ThrowsAsync<MqttAuthenticationException>(() => again);
    }

    [Fact]
    [Normative("MQTT-3.2.2-15")]
    public async Task An_auth_that_does_not_fit_does_not_begin_authenticating_again()
    {
        int limit = Notation.Encode("F0 ~ 19 (15 [M] 16 [first])").Length;
        (TestClient test, Wire server) = await Connected(limit: (uint)limit - 1);
        await using TestClient owned = test;
        await Assert.ThrowsAsync<MqttAuthenticationException>(() => test.Client.ReauthenticateAsync());
        Packet? last = await server.TryRead();
        Assert.True(last is null or { Type: Disconnect }, $"{last}");
        await server.ExpectClosed();
    }

    private static Task<(TestClient Test, Wire Server)> Connected(string method = "M", uint? limit = null) => TestClient.Connected(
        with: options => options with { Authentication = new Echo(method) },
        answer: new ConnAckPacket { AuthenticationMethod = method, MaximumPacketSize = limit });

    /// <summary>Its first or second step takes as long as the connection lasts; it counts how many run at once.</summary>
    private sealed class SlowSteps(bool waitsAtStart) : IMqttAuthentication, IMqttAuthenticationExchange
    {
        private int _running;

        public string Method => "M";

        public bool IsSlow { get; set; }

        public int MostAtOnce { get; private set; }

        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IMqttAuthenticationExchange Begin() => this;

        public async ValueTask<ReadOnlyMemory<byte>?> StartAsync(CancellationToken cancellationToken)
        {
            await Wait(waitsAtStart, cancellationToken);
            return null;
        }

        public async ValueTask<ReadOnlyMemory<byte>?> ContinueAsync(ReadOnlyMemory<byte>? data, CancellationToken cancellationToken)
        {
            await Wait(true, cancellationToken);
            return data;
        }

        public async ValueTask CompleteAsync(ReadOnlyMemory<byte>? data, CancellationToken cancellationToken) => await Wait(true, cancellationToken);

        private async Task Wait(bool waits, CancellationToken cancellationToken)
        {
            if (!IsSlow || !waits)
            {
                return;
            }

            MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _running));
            Begun.TrySetResult();

            // The step at the start has the caller's token, which nobody cancels here.
            await Task.Delay(waitsAtStart ? TimeSpan.FromMilliseconds(300) : Timeout.InfiniteTimeSpan, cancellationToken);
        }
    }

    /// <summary>Sends back what the server sends, which must not be a lie.</summary>
    private sealed class Echo(string method) : IMqttAuthentication, IMqttAuthenticationExchange
    {
        public string Method => method;

        public IMqttAuthenticationExchange Begin() => this;

        public ValueTask<ReadOnlyMemory<byte>?> StartAsync(CancellationToken cancellationToken) => new("first"u8.ToArray());

        public ValueTask<ReadOnlyMemory<byte>?> ContinueAsync(ReadOnlyMemory<byte>? data, CancellationToken cancellationToken)
        {
            Check(data);
            return new(data);
        }

        public ValueTask CompleteAsync(ReadOnlyMemory<byte>? data, CancellationToken cancellationToken)
        {
            Check(data);
            return default;
        }

        private static void Check(ReadOnlyMemory<byte>? data)
        {
            if (data is { } bytes && bytes.Span.SequenceEqual("liar"u8))
            {
                throw new InvalidOperationException("The server lies.");
            }
        }
    }
}
