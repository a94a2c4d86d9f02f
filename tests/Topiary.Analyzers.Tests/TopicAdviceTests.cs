using Topiary.Analyzers.Tests.Verification;

namespace Topiary.Analyzers.Tests;

/// <summary>Topics that the grammar allows but hardly anybody means.</summary>
public class TopicAdviceTests
{
    private const string Deep = "1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17/18/19/20/21/22/23/24/25/26/27/28/29/30/31/32";

    [Theory]
    [InlineData("client.PublishAsync(\"{|TOP1101:/|}a\", \"x\")")]
    [InlineData("client.PublishAsync($\"{|TOP1101:/|}{id}\", \"x\")")]
    [InlineData("client.PublishAsync(\"a/{|TOP1102:/|}b\", \"x\")")]
    [InlineData("client.PublishAsync($\"a/{id}{|TOP1102:/|}\", \"x\")")]
    [InlineData("client.PublishAsync(\"{|TOP1103:$SYS/|}a\", \"x\")")]
    [InlineData("client.PublishAsync(\"{|TOP1103:$share/|}a/b\", \"x\")")]
    [InlineData("client.PublishAsync(\"{|TOP1104:" + Deep + "/33|}\", \"x\")")]
    [InlineData("client.SubscribeAsync(\"{|TOP1104:" + Deep + "/#|}\")")]
    [InlineData("client.PublishAsync(\"a{|TOP1105: |}/b\", \"x\")")]
    [InlineData("client.PublishAsync(\"a/{|TOP1105:\\t|}b\", \"x\")")]
    [InlineData("client.SubscribeAsync(\"a{|TOP1105:\\u200b|}b\")")]
    [InlineData("client.PublishAsync(\"a/{|TOP1106:{id}|}/b\", \"x\")")]
    [InlineData("client.SubscribeAsync(\"a/{|TOP1106:{id}|}/#\")")]
    public Task TOP1101_to_TOP1106_reports_likely_slips(string call) => Verify.DiagnosticsAsync(Application(call));

    [Theory]
    [InlineData("client.PublishAsync(\"a/b c/d\", \"x\")")]
    [InlineData("client.SubscribeAsync(\"/a//b/\")")]
    [InlineData("client.SubscribeAsync(\"$SYS/#\")")]
    [InlineData("client.PublishAsync(\"" + Deep + "\", \"x\")")]
    [InlineData("client.PublishAsync(\"$aws/things/a\", \"x\")")]
    [InlineData("client.PublishAsync($\"a/{id}/{{id}}\", \"x\")")]
    [InlineData("client.PublishAsync(\"a/{}/{\\\"json\\\":1}\", \"x\")")]
    [InlineData("client.PublishAsync($\"{id}/\" + id, \"x\")")]
    public Task TOP1101_to_TOP1106_accepts_what_may_be_meant(string call) => Verify.DiagnosticsAsync(Application(call));

    [Fact]
    public Task Templates_of_contracts_are_looked_at_as_well() => Verify.DiagnosticsAsync("""
        [MqttContract("{|TOP1101:/|}a")]
        public interface IThings
        {
            [Topic("{|TOP1101:/|}b")] ValueTask MAsync();
            [Topic("c{|TOP1102:/|}")] ValueTask NAsync();
        }

        [MqttContract("$SYS/broker")]
        public interface IBroker
        {
            [Topic("uptime")] ValueTask UptimeAsync(string seconds);
        }

        [MqttHandler]
        public sealed class Handler
        {
            [Subscribe("/legacy/{id}/")] public void M(string id) { }
        }
        """);

    private static string Application(string call) => $$"""
        public static class Application
        {
            public static async Task RunAsync(IMqttClient client, int id) => await {{call}};
        }
        """;
}
