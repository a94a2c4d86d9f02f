using Topiary.Analyzers.Tests.Verification;
using Topiary.CodeFixes.Topics;

namespace Topiary.Analyzers.Tests.Fixes;

public class TopicFixTests
{
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
    public Task WildcardOwnLevelFix_mends_one() =>
        VerifyFix.OnceAsync<WildcardOwnLevelFix>("TOP1003", Listen("\"a/b#\""), Listen("\"a/b/#\""));

    [Fact]
    public Task WildcardOwnLevelFix_mends_all() =>
        VerifyFix.AllAsync<WildcardOwnLevelFix>("TOP1003", Listen("\"a/+b\"", "$\"a/{id}+/b\""), Listen("\"a/+/b\"", "$\"a/{id}/+/b\""));

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
