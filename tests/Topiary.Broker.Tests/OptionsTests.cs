using Topiary.Transport;

namespace Topiary.Broker.Tests;

public sealed class OptionsTests
{
    public static TheoryData<string, Action<MqttBrokerOptions>> Bad => new()
    {
        { "TimeProvider", o => o.TimeProvider = null! },
        { "ConnectTimeout", o => o.ConnectTimeout = TimeSpan.Zero },
        { "ShutdownTimeout", o => o.ShutdownTimeout = TimeSpan.FromSeconds(-1) },
        { "MaximumConnections", o => o.MaximumConnections = 0 },
        { "MaximumConnectPacketSize", o => o.MaximumConnectPacketSize = 1 },
        { "MaximumPacketSize", o => o.MaximumPacketSize = int.MaxValue },
        { "MaximumQoS", o => o.MaximumQoS = (QoS)3 },
        { "ReceiveMaximum", o => o.ReceiveMaximum = 0 },
        { "MaximumInflight", o => o.MaximumInflight = 65_536 },
        { "MaximumQueuedMessages", o => o.MaximumQueuedMessages = 0 },
        { "MaximumQueuedBytes", o => o.MaximumQueuedBytes = 0 },
        { "QueueOverflow", o => o.QueueOverflow = (OverflowPolicy)9 },
        { "OutboundBufferSize", o => o.OutboundBufferSize = 0 },
        { "TopicAliasMaximum", o => o.TopicAliasMaximum = -1 },
        { "OutboundTopicAliasMaximum", o => o.OutboundTopicAliasMaximum = 65_536 },
        { "MaximumTopicLevels", o => o.MaximumTopicLevels = 0 },
        { "MaximumKeepAlive", o => o.MaximumKeepAlive = TimeSpan.Zero },
        { "MaximumKeepAliveMqtt3", o => o.MaximumKeepAliveMqtt3 = TimeSpan.FromDays(2) },
        { "MaximumSessionExpiry", o => o.MaximumSessionExpiry = TimeSpan.FromDays(100_000) },
        { "SystemTopicInterval", o => o.SystemTopicInterval = TimeSpan.FromSeconds(-1) },
        { "Listeners", o => o.Listeners.Add("nonsense") },
        { "Listeners", o => o.Listeners.Add("memory:needs-a-network") },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_bad_option_is_refused_by_name(string option, Action<MqttBrokerOptions> change)
    {
        var options = new MqttBrokerOptions();
        change(options);
        MqttBrokerOptionsException e = Assert.Throws<MqttBrokerOptionsException>(() => new MqttBroker(options));
        Assert.Equal(option, e.Option);
        Assert.StartsWith($"MqttBrokerOptions.{option}: ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_message_tells_what_is_allowed()
    {
        MqttBrokerOptionsException e = Assert.Throws<MqttBrokerOptionsException>(() => new MqttBroker(new MqttBrokerOptions { ReceiveMaximum = 0 }));
        Assert.Equal("MqttBrokerOptions.ReceiveMaximum: 0 is out of range; allowed is 1 to 65535.", e.Message);
    }

    [Theory]
    [InlineData("tcp://127.0.0.1:0", true)]
    [InlineData("tcp://localhost:0", true)]
    [InlineData("tcp://[::1]:0", true)]
    [InlineData("memory:x", true)]
    [InlineData("tcp://0.0.0.0:0", false)]
    [InlineData("tcp://192.168.1.1:0", false)]
    [InlineData("tcp://*:0", false)]
    public async Task Anonymous_clients_are_let_in_by_default_only_from_this_machine(string listener, bool expected)
    {
        await using var broker = new MqttBroker(new MqttBrokerOptions { MemoryNetwork = new MemoryNetwork(), Listeners = { listener } });
        Assert.Equal(expected, broker.Core.AllowAnonymous);
        await using var open = new MqttBroker(new MqttBrokerOptions { MemoryNetwork = new MemoryNetwork(), AllowAnonymous = true, Listeners = { listener } });
        Assert.True(open.Core.AllowAnonymous);
    }

    [Fact]
    public async Task A_broker_starts_once()
    {
        await using var broker = new MqttBroker(new MqttBrokerOptions());
        await broker.StartAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await broker.StartAsync());
    }
}
