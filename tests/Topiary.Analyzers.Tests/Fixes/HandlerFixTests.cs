using Topiary.Analyzers.Tests.Verification;
using Topiary.CodeFixes;
using Topiary.CodeFixes.Handlers;
using Topiary.CodeFixes.Usage;

namespace Topiary.Analyzers.Tests.Fixes;

public class HandlerFixTests
{
    [Fact]
    public Task AsyncTaskFix_mends_one() => VerifyFix.OnceAsync<AsyncTaskFix>(
        "TOP3102",
        Handler("""[Subscribe("a")] public async void A() => await Task.Delay(1);"""),
        Handler("""[Subscribe("a")] public async Task A() => await Task.Delay(1);"""));

    [Fact]
    public Task AsyncTaskFix_mends_all() => VerifyFix.AllAsync<AsyncTaskFix>(
        "TOP3102",
        Handler("""[Subscribe("a")] public async void A() => await Task.Delay(1); [Subscribe("b")] public async void B() => await Task.Delay(1);"""),
        Handler("""[Subscribe("a")] public async Task A() => await Task.Delay(1); [Subscribe("b")] public async Task B() => await Task.Delay(1);"""));

    [Theory]
    [InlineData("Task.Delay(1).Wait();", "await Task.Delay(1);")]
    [InlineData("Thread.Sleep(10);", "await Task.Delay(10);")]
    [InlineData("Task.Delay(1).GetAwaiter().GetResult();", "await Task.Delay(1);")]
    [InlineData("Console.WriteLine(Task.FromResult(\"a\").Result.Length);", "Console.WriteLine((await Task.FromResult(\"a\")).Length);")]
    public Task AwaitFix_mends_one(string before, string after) => VerifyFix.OnceAsync<AwaitFix>(
        "TOP3101",
        Handler($$"""[Subscribe("a")] public void A() { {{before}} }"""),
        Handler($$"""[Subscribe("a")] public async Task A() { {{after}} }"""));

    [Fact]
    public Task AwaitFix_mends_all() => VerifyFix.AllAsync<AwaitFix>(
        "TOP3101",
        Handler("""[Subscribe("a")] public void A() { Task.Delay(1).Wait(); Console.WriteLine(Task.FromResult(1).Result); }"""),
        Handler("""[Subscribe("a")] public async Task A() { await Task.Delay(1); Console.WriteLine(await Task.FromResult(1)); }"""));

    [Fact]
    public Task AwaitFix_leaves_methods_that_return_a_value() => VerifyFix.NoneAsync<AwaitFix>(
        "TOP3101", Handler("""[Subscribe("a")] public int A() => Task.FromResult(1).Result;"""));

    [Fact]
    public Task AwaitFix_mends_all_dropped_results() => VerifyFix.AllAsync<AwaitFix>(
        "TOP5101",
        """
        public static class Application
        {
            public static void Run(IMqttClient client)
            {
                client.ConnectAsync();
                client.DisconnectAsync();
            }
        }
        """,
        """
        public static class Application
        {
            public static async Task Run(IMqttClient client)
            {
                await client.ConnectAsync();
                await client.DisconnectAsync();
            }
        }
        """);

    [Fact]
    public Task ManualAckFix_mends_one() => VerifyFix.OnceAsync<ManualAckFix>(
        "TOP3105",
        Handler("""[Subscribe("a")] public void A(MessageContext message) => message.Acknowledge();"""),
        Handler("""[Subscribe("a", Ack = AckMode.Manual)] public void A(MessageContext message) => message.Acknowledge();"""));

    [Fact]
    public Task ManualAckFix_mends_all() => VerifyFix.AllAsync<ManualAckFix>(
        "TOP3105",
        Handler("""[Subscribe("a")] public void A(MessageContext message) => message.Acknowledge(); [Subscribe("b", Ack = AckMode.OnReceipt)] public void B(MessageContext message) => message.Acknowledge();"""),
        Handler("""[Subscribe("a", Ack = AckMode.Manual)] public void A(MessageContext message) => message.Acknowledge(); [Subscribe("b", Ack = AckMode.Manual)] public void B(MessageContext message) => message.Acknowledge();"""));

    [Fact]
    public Task RemoveSettingFix_mends_one_ack_mode() => VerifyFix.OnceAsync<RemoveSettingFix>(
        "TOP3106",
        Handler("""[Subscribe("a", QoS = QoS.AtMostOnce, Ack = AckMode.Manual)] public void A() { }"""),
        Handler("""[Subscribe("a", QoS = QoS.AtMostOnce)] public void A() { }"""));

    [Fact]
    public Task RemoveRetryFix_mends_one() => VerifyFix.OnceAsync<RemoveRetryFix>(
        "TOP3107",
        Handler("""[Subscribe("a")] public void A() { } [Obsolete, Retry(3)] public void B() { }"""),
        Handler("""[Subscribe("a")] public void A() { } [Obsolete] public void B() { }"""));

    [Fact]
    public Task RemoveRetryFix_mends_all() => VerifyFix.AllAsync<RemoveRetryFix>(
        "TOP3107",
        """
        [Retry(1)]
        public sealed class Plain
        {
            [Retry(3)]
            public void B() { }
        }
        """,
        """
        public sealed class Plain
        {
            public void B() { }
        }
        """);

    [Fact]
    public Task AddHandlerFix_mends_one() => VerifyFix.OnceAsync<AddHandlerFix>(
        "TOP5104",
        Registration("services.AddSingleton<IThings, Things>();"),
        Registration("services.AddTopiary().AddHandler<Things>();"));

    [Fact]
    public Task AddHandlerFix_mends_all() => VerifyFix.AllAsync<AddHandlerFix>(
        "TOP5104",
        Registration("services.AddSingleton<IThings, Things>(); services.AddScoped<IThings, Things>();"),
        Registration("services.AddTopiary().AddHandler<Things>(); services.AddTopiary().AddHandler<Things>();"));

    private static string Handler(string methods) => $$"""
        [MqttHandler]
        public sealed class Handler
        {
            {{methods}}
        }
        """;

    private static string Registration(string statements) => $$"""
        [MqttContract]
        public interface IThings
        {
            [Topic("a")] ValueTask MAsync();
        }

        [MqttHandler]
        public sealed class Things : IThings
        {
            public ValueTask MAsync() => default;
        }

        public static class Startup
        {
            public static void Configure(IServiceCollection services)
            {
                {{statements}}
            }
        }
        """;
}
