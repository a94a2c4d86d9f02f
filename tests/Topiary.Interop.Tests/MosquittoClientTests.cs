namespace Topiary.Interop.Tests;

/// <summary>mosquitto_pub and mosquitto_sub against our broker, in the three versions.</summary>
public sealed class MosquittoClientTests
{
    public static TheoryData<string, int> VersionsAndQoS()
    {
        var data = new TheoryData<string, int>();
        foreach (var version in new[] { "31", "311", "5" })
        {
            for (var qos = 0; qos <= 2; qos++)
            {
                data.Add(version, qos);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(VersionsAndQoS))]
    public async Task Messages_go_from_mosquitto_pub_to_mosquitto_sub(string version, int qos)
    {
        await using var broker = await TopiaryBroker.StartAsync();
        await using var sub = await SubscribeAsync(broker, version, $"{qos}", "house/+/light", "-C", "2", "-F", "%t|%q|%r|%p");
        await PublishAsync(broker, version, "-t", "house/kitchen/light", "-q", $"{qos}", "-m", "on");
        await PublishAsync(broker, version, "-t", "house/hall/light", "-q", $"{qos}", "-m", "off");
        await sub.LineAsync($"house/kitchen/light|{qos}|0|on");
        await sub.LineAsync($"house/hall/light|{qos}|0|off");
        await sub.ExitAsync();
    }

    [Theory]
    [InlineData("31", "5")]
    [InlineData("5", "31")]
    [InlineData("311", "5")]
    [InlineData("5", "311")]
    public async Task Versions_mix(string publisher, string subscriber)
    {
        await using var broker = await TopiaryBroker.StartAsync();
        await using var sub = await SubscribeAsync(broker, subscriber, "2", "mixed/#", "-C", "1", "-F", "%t|%q|%p");
        await PublishAsync(broker, publisher, "-t", "mixed/a", "-q", "2", "-m", "hello");
        await sub.LineAsync("mixed/a|2|hello");
    }

    [Theory]
    [InlineData("31")]
    [InlineData("311")]
    [InlineData("5")]
    public async Task Retained_messages_wait_and_can_be_removed(string version)
    {
        await using var broker = await TopiaryBroker.StartAsync();
        await PublishAsync(broker, version, "-t", "state/a", "-q", "1", "-r", "-m", "kept");
        await PublishAsync(broker, version, "-t", "state/b", "-q", "1", "-r", "-m", "removed");
        await PublishAsync(broker, version, "-t", "state/b", "-q", "1", "-r", "-n");
        var seen = await PeerProcess.RunAsync(Peer.MosquittoSub, "-V", Version(version), "-h", "127.0.0.1", "-p", broker.Port, "-t", "state/#", "-q", "1", "-C", "1", "-W", "10", "-F", "%t|%r|%p");
        Assert.Equal("state/a|1|kept", seen.Trim());
    }

    [Theory]
    [InlineData("31")]
    [InlineData("311")]
    [InlineData("5")]
    public async Task A_will_is_published_when_its_client_dies(string version)
    {
        await using var broker = await TopiaryBroker.StartAsync();
        await using var watcher = await SubscribeAsync(broker, version, "1", "wills/#", "-C", "1", "-F", "%t|%q|%p");
        await using var dying = await SubscribeAsync(broker, version, "0", "other", "--will-topic", "wills/here", "--will-payload", "gone", "--will-qos", "1");
        dying.Kill();
        await watcher.LineAsync("wills/here|1|gone");
    }

    [Fact]
    public async Task Properties_of_mqtt_5_pass_through()
    {
        await using var broker = await TopiaryBroker.StartAsync();
        await using var sub = await SubscribeAsync(broker, "5", "1", "props/#", "-C", "1", "-F", "%C|%R|%D|%E|%F|%P|%S|%p", "-D", "subscribe", "subscription-identifier", "7");
        await PublishAsync(
            broker, "5", "-t", "props/a", "-q", "1", "-m", "body",
            "-D", "publish", "content-type", "text/plain", "-D", "publish", "response-topic", "answers/here", "-D", "publish", "correlation-data", "abc",
            "-D", "publish", "message-expiry-interval", "60", "-D", "publish", "payload-format-indicator", "1",
            "-D", "publish", "user-property", "first", "1", "-D", "publish", "user-property", "second", "2");
        var line = await sub.LineAsync("|body");
        Assert.Matches(@"^text/plain\|answers/here\|abc\|(60|59)\|1\|first:1 second:2 ?\|7\|body$", line);
    }

    [Fact]
    public async Task A_shared_subscription_gives_each_message_to_one_member()
    {
        await using var broker = await TopiaryBroker.StartAsync();
        await using var first = await SubscribeAsync(broker, "5", "1", "$share/group/jobs/#", "-F", "%p");
        await using var second = await SubscribeAsync(broker, "5", "1", "$share/group/jobs/#", "-F", "%p");
        await using var all = await SubscribeAsync(broker, "5", "1", "jobs/#", "-C", "10", "-F", "%p");
        for (var i = 0; i < 10; i++)
        {
            await PublishAsync(broker, "5", "-t", "jobs/x", "-q", "1", "-m", $"job-{i}-");
        }

        await all.ExitAsync();
        for (var i = 0; i < 10; i++)
        {
            var job = $"job-{i}-";
            var takers = new[] { first, second }.Count(member => WaitFor(() => member.Transcript.Contains(job, StringComparison.Ordinal) || Other(member).Transcript.Contains(job, StringComparison.Ordinal)) && member.Transcript.Contains(job, StringComparison.Ordinal));
            Assert.Equal(1, takers);
        }

        PeerProcess Other(PeerProcess member) => ReferenceEquals(member, first) ? second : first;
    }

    [Theory]
    [InlineData("311")]
    [InlineData("5")]
    public async Task Messages_wait_for_a_client_with_a_lasting_session(string version)
    {
        await using var broker = await TopiaryBroker.StartAsync();
        string[] lasting = version == "5" ? ["-x", "300"] : [];
        string[] session = ["-V", Version(version), "-h", "127.0.0.1", "-p", broker.Port, "-i", "keeper", "-c", "-q", "1", "-t", "kept/#", .. lasting];
        await PeerProcess.RunAsync(Peer.MosquittoSub, [.. session, "-E"]);
        await PublishAsync(broker, version, "-t", "kept/1", "-q", "1", "-m", "one");
        await PublishAsync(broker, version, "-t", "kept/2", "-q", "1", "-m", "two");
        var seen = await PeerProcess.RunAsync(Peer.MosquittoSub, [.. session, "-C", "2", "-W", "10", "-F", "%t=%p"]);
        Assert.Equal("kept/1=one\nkept/2=two", seen.Trim());
    }

    private static bool WaitFor(Func<bool> condition) => SpinWait.SpinUntil(condition, TimeSpan.FromSeconds(10));

    private static string Version(string version) => version switch { "31" => "mqttv31", "311" => "mqttv311", _ => "mqttv5" };

    private static Task PublishAsync(TopiaryBroker broker, string version, params string[] arguments) =>
        PeerProcess.RunAsync(Peer.MosquittoPub, ["-V", Version(version), "-h", "127.0.0.1", "-p", broker.Port, .. arguments]);

    /// <summary>Starts mosquitto_sub in debug mode and waits until the broker has granted the subscription.</summary>
    private static async Task<PeerProcess> SubscribeAsync(TopiaryBroker broker, string version, string qos, string filter, params string[] arguments)
    {
        var sub = PeerProcess.Start(Peer.MosquittoSub, ["-d", "-V", Version(version), "-h", "127.0.0.1", "-p", broker.Port, "-q", qos, "-t", filter, .. arguments]);
        await sub.LineAsync("Subscribed");
        return sub;
    }
}
