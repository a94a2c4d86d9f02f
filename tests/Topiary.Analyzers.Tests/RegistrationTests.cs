using Topiary.Analyzers.Tests.Verification;

namespace Topiary.Analyzers.Tests;

public class RegistrationTests
{
    private const string Types = """

        [MqttContract]
        public interface IThings
        {
            [Topic("a")] ValueTask MAsync();
            [Topic("gone"), Will] ValueTask GoneAsync();
        }

        [MqttHandler]
        public sealed class Things : IThings
        {
            public ValueTask MAsync() => default;
            public ValueTask GoneAsync() => default;
        }

        public sealed class Decorator(IThings inner) : IThings
        {
            public ValueTask MAsync() => inner.MAsync();
            public ValueTask GoneAsync() => inner.GoneAsync();
        }
        """;

    [Theory]
    [InlineData("services.AddTopiary().AddPublisher<{|TOP5001:Things|}>()")]
    [InlineData("services.AddTopiary().AddPublisher<IThings>().AddPublisher<{|TOP5001:IDisposable|}>()")]
    [InlineData("services.AddTopiary(mqtt => mqtt.Will<{|TOP5001:Things|}>(things => things.MAsync()))")]
    [InlineData("services.AddTopiary(mqtt => mqtt.Birth<{|TOP5001:Things|}>(things => things.MAsync()))")]
    [InlineData("services.AddTopiary(mqtt => mqtt.Will<IThings>(things => {|TOP5003:things.MAsync()|}))")]
    [InlineData("services.AddTopiary().AddHandler<{|TOP5002:Decorator|}>()")]
    [InlineData("services.AddSingleton<IThings, {|TOP5104:Things|}>()")]
    [InlineData("services.AddScoped<IThings, {|TOP5104:Things|}>()")]
    public Task TOP5001_to_TOP5104_reports_registrations_that_cannot_work(string call) => Verify.DiagnosticsAsync(Configure(call));

    [Theory]
    [InlineData("services.AddTopiary().AddPublisher<IThings>().AddHandler<Things>()")]
    [InlineData("services.AddTopiary(mqtt => mqtt.Will<IThings>(things => things.GoneAsync()).Birth<IThings>(things => things.MAsync()))")]
    [InlineData("services.AddTopiary().AddPublisher<T>()")]
    [InlineData("services.AddSingleton<IThings, Decorator>()")]
    [InlineData("services.AddSingleton<Things>()")]
    [InlineData("Other.AddPublisher<string>()")]
    public Task TOP5001_to_TOP5104_accepts_registrations_that_work(string call) => Verify.DiagnosticsAsync(Configure(call));

    private static string Configure(string call) => $$"""
        public static class Startup
        {
            public static void Configure<T>(IServiceCollection services) where T : class => _ = {{call}};
        }

        public static class Other
        {
            public static int AddPublisher<T>() => 0;
        }
        """ + Types;
}
