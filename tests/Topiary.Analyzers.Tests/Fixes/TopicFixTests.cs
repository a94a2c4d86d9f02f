using Topiary.Analyzers.Tests.Verification;
using Topiary.CodeFixes.Topics;

namespace Topiary.Analyzers.Tests.Fixes;

public class TopicFixTests
{
    private const string Contract = """
        [MqttContract("house/{house}")]
        public interface IHouse { [Topic("zones")] ValueTask ZonesAsync(string house, int count); }

        """;

    [Fact]
    public Task OneLevelWildcardFix_mends_one() =>
        VerifyFix.OnceAsync<OneLevelWildcardFix>("TOP1002", Listen("\"a/#/b\""), Listen("\"a/+/b\""));

    [Fact]
    public Task OneLevelWildcardFix_mends_all() =>
        VerifyFix.AllAsync<OneLevelWildcardFix>("TOP1002", Listen("\"a/#/b\"", "$\"{id}/#/b\""), Listen("\"a/+/b\"", "$\"{id}/+/b\""));

    [Fact]
    public Task OneLevelWildcardFix_leaves_what_is_written_elsewhere() =>
        VerifyFix.NoneAsync<OneLevelWildcardFix>("TOP1002", Listen("Constant"));

    [Fact]
    public Task SpellLevelFix_mends_one() => VerifyFix.OnceAsync<SpellLevelFix>("TOP1107", Contract + Listen("\"house/+/zone\""), Contract + Listen("\"house/+/zones\""));

    [Fact]
    public Task SpellLevelFix_mends_all() => VerifyFix.AllAsync<SpellLevelFix>(
        "TOP1107", Contract + Listen("\"house/+/zone\"", "$\"house/{id}/zonse\""), Contract + Listen("\"house/+/zones\"", "$\"house/{id}/zones\""));

    [Fact]
    public Task SpellLevelFix_leaves_what_is_written_elsewhere() =>
        VerifyFix.NoneAsync<SpellLevelFix>("TOP1107", Contract + Listen("Constant").Replace("a/#/b", "house/+/zone", StringComparison.Ordinal));

    [Fact]
    public Task WildcardOwnLevelFix_mends_one() =>
        VerifyFix.OnceAsync<WildcardOwnLevelFix>("TOP1003", Listen("\"a/b#\""), Listen("\"a/b/#\""));

    [Fact]
    public Task WildcardOwnLevelFix_mends_all() =>
        VerifyFix.AllAsync<WildcardOwnLevelFix>("TOP1003", Listen("\"a/+b\"", "$\"a/{id}+/b\""), Listen("\"a/+/b\"", "$\"a/{id}/+/b\""));

    [Fact]
    public Task RemoveSlashFix_mends_one() => VerifyFix.OnceAsync<RemoveSlashFix>("TOP1101", Publish("\"/a/b\""), Publish("\"a/b\""));

    [Fact]
    public Task RemoveSlashFix_mends_all() => VerifyFix.AllAsync<RemoveSlashFix>(
        "TOP1102", Publish("\"a//b\"", "\"b/\"", "$\"{id}/\""), Publish("\"a/b\"", "\"b\"", "$\"{id}\""));

    [Fact]
    public Task InterpolateFix_mends_one() => VerifyFix.OnceAsync<InterpolateFix>("TOP1106", Publish("\"a/{id}/b\""), Publish("$\"a/{id}/b\""));

    [Fact]
    public Task InterpolateFix_mends_all() => VerifyFix.AllAsync<InterpolateFix>(
        "TOP1106", Publish("\"a/{id}/b\"", "@\"{id}/{Constant}\""), Publish("$\"a/{id}/b\"", "$@\"{id}/{Constant}\""));

    [Fact]
    public Task InterpolateFix_leaves_names_that_are_out_of_reach() => VerifyFix.NoneAsync<InterpolateFix>("TOP1106", Publish("\"a/{missing}\""));

    private static string Publish(params string[] topics) => Listen(topics)
        .Replace("client.SubscribeAsync(", "client.PublishAsync(payload: \"x\", topic: ", StringComparison.Ordinal);

    private static string Listen(params string[] filters) => $$"""
        public static class Application
        {
            private const string Constant = "a/#/b";

            public static async Task RunAsync(IMqttClient client, int id)
            {
                {{string.Join("\n        ", filters.Select(filter => $"await client.SubscribeAsync({filter});"))}}
            }
        }
        """;
}
