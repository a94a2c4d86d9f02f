using Topiary.Analyzers.Tests.Verification;
using Topiary.CodeFixes;
using Topiary.CodeFixes.Contracts;

namespace Topiary.Analyzers.Tests.Fixes;

public class ContractFixTests
{
    [Fact]
    public Task AddParameterFix_mends_one() => VerifyFix.OnceAsync<AddParameterFix>(
        "TOP2001",
        Contract("""[Topic("{zone}/climate")] ValueTask ClimateAsync(double celsius, CancellationToken ct = default);"""),
        Contract("""[Topic("{zone}/climate")] ValueTask ClimateAsync(string zone, double celsius, CancellationToken ct = default);"""));

    [Fact]
    public Task AddParameterFix_mends_all_in_the_order_of_the_topic() => VerifyFix.AllAsync<AddParameterFix>(
        "TOP2001",
        Contract("""[Topic("{zone}/{event}/{**rest}")] ValueTask ClimateAsync(); [Topic("{id}")] ValueTask OtherAsync(CancellationToken ct);"""),
        Contract("""[Topic("{zone}/{event}/{**rest}")] ValueTask ClimateAsync(string zone, string @event, string rest); [Topic("{id}")] ValueTask OtherAsync(string id, CancellationToken ct);"""));

    [Fact]
    public Task RenamePlaceholderFix_mends_one() => VerifyFix.OnceAsync<RenamePlaceholderFix>(
        "TOP2001",
        Contract("""[Topic("{Zone}/climate")] ValueTask ClimateAsync(int zone, double celsius);"""),
        Contract("""[Topic("{zone}/climate")] ValueTask ClimateAsync(int zone, double celsius);"""));

    [Fact]
    public Task RenamePlaceholderFix_mends_all() => VerifyFix.AllAsync<RenamePlaceholderFix>(
        "TOP2001",
        Contract("""[Topic("{Zone}/{Room}")] ValueTask ClimateAsync(int zone, int room, double celsius); [Topic("r/{**tail}")] ValueTask RestAsync(string rest, byte[] bytes);"""),
        Contract("""[Topic("{zone}/{room}")] ValueTask ClimateAsync(int zone, int room, double celsius); [Topic("r/{**rest}")] ValueTask RestAsync(string rest, byte[] bytes);"""));

    [Fact]
    public Task RenamePlaceholderFix_leaves_what_is_not_clear() => VerifyFix.NoneAsync<RenamePlaceholderFix>(
        "TOP2001", Contract("""[Topic("{x}/climate")] ValueTask ClimateAsync(int zone, double celsius);"""));

    [Fact]
    public Task AddPlaceholderFix_mends_one() => VerifyFix.OnceAsync<AddPlaceholderFix>(
        "TOP2003",
        Contract("""[Topic("climate")] ValueTask ClimateAsync(int zone, byte[] celsius);"""),
        Contract("""[Topic("climate/{zone}")] ValueTask ClimateAsync(int zone, byte[] celsius);"""));

    [Fact]
    public Task AddPlaceholderFix_mends_all() => VerifyFix.AllAsync<AddPlaceholderFix>(
        "TOP2003",
        Contract("""[Topic("climate")] ValueTask ClimateAsync(int zone, int room, byte[] celsius);"""),
        Contract("""[Topic("climate/{zone}/{room}")] ValueTask ClimateAsync(int zone, int room, byte[] celsius);"""));

    [Fact]
    public Task RemoveSettingFix_mends_one() => VerifyFix.OnceAsync<RemoveSettingFix>(
        "TOP2010",
        Contract("""[Topic("valve", Retain = true, QoS = QoS.ExactlyOnce)] ValueTask<bool> ValveAsync();"""),
        Contract("""[Topic("valve", QoS = QoS.ExactlyOnce)] ValueTask<bool> ValveAsync();"""));

    [Fact]
    public Task RemoveSettingFix_mends_all() => VerifyFix.AllAsync<RemoveSettingFix>(
        "TOP2102",
        Contract("""[Topic("valve", ExpirySeconds = 5)] ValueTask<bool> ValveAsync(); [Topic("climate", TimeoutMilliseconds = 5)] ValueTask ClimateAsync();"""),
        Contract("""[Topic("valve")] ValueTask<bool> ValveAsync(); [Topic("climate")] ValueTask ClimateAsync();"""));

    [Fact]
    public Task PassByValueFix_mends_one() => VerifyFix.OnceAsync<PassByValueFix>(
        "TOP2009",
        Contract("""[Topic("climate")] ValueTask ClimateAsync(in double celsius);"""),
        Contract("""[Topic("climate")] ValueTask ClimateAsync(double celsius);"""));

    [Fact]
    public Task PassByValueFix_mends_all() => VerifyFix.AllAsync<PassByValueFix>(
        "TOP2009",
        Contract("""[Topic("{zone}")] ValueTask ClimateAsync(ref readonly int zone, in double celsius);"""),
        Contract("""[Topic("{zone}")] ValueTask ClimateAsync(int zone, double celsius);"""));

    [Fact]
    public Task ReturnTaskFix_mends_one() => VerifyFix.OnceAsync<ReturnTaskFix>(
        "TOP2005",
        Contract("""[Topic("climate")] void Climate(double celsius);"""),
        Contract("""[Topic("climate")] ValueTask Climate(double celsius);"""));

    [Fact]
    public Task ReturnTaskFix_mends_all() => VerifyFix.AllAsync<ReturnTaskFix>(
        "TOP2005",
        Contract("""[Topic("valve")] bool Valve(); [Topic("history")] IEnumerable<double> History();"""),
        Contract("""[Topic("valve")] ValueTask<bool> Valve(); [Topic("history")] IAsyncEnumerable<double> History();"""));

    [Fact]
    public Task AddTopicFix_mends_one() => VerifyFix.OnceAsync<AddTopicFix>(
        "TOP2007",
        Contract("ValueTask SetValveAsync(bool open);"),
        Contract("""
        [Topic("set-valve")]
            ValueTask SetValveAsync(bool open);
        """));

    [Fact]
    public Task AddTopicFix_mends_all() => VerifyFix.AllAsync<AddTopicFix>(
        "TOP2007",
        Contract("""
        ValueTask SetValveAsync(bool open);

            ValueTask Climate(double celsius);
        """),
        Contract("""
        [Topic("set-valve")]
            ValueTask SetValveAsync(bool open);

            [Topic("climate")]
            ValueTask Climate(double celsius);
        """));

    [Fact]
    public Task MarkTypeFix_mends_one() => VerifyFix.OnceAsync<MarkTypeFix>(
        "TOP2103",
        """
        public interface IGreenhouse
        {
            [Topic("climate")] ValueTask ClimateAsync(double celsius);
        }
        """,
        """
        [MqttContract]
        public interface IGreenhouse
        {
            [Topic("climate")] ValueTask ClimateAsync(double celsius);
        }
        """);

    [Fact]
    public Task MarkTypeFix_mends_one_registered_handler() => VerifyFix.OnceAsync<MarkTypeFix>(
        "TOP5002",
        """
        public static class Startup
        {
            public static void Configure(IServiceCollection services) => services.AddTopiary().AddHandler<Climate>();
        }

        public sealed class Climate
        {
        }
        """,
        """
        public static class Startup
        {
            public static void Configure(IServiceCollection services) => services.AddTopiary().AddHandler<Climate>();
        }

        [MqttHandler]
        public sealed class Climate
        {
        }
        """);

    [Fact]
    public Task MarkTypeFix_mends_all() => VerifyFix.AllAsync<MarkTypeFix>(
        "TOP3008",
        """
        public sealed class Climate
        {
            [Subscribe("a")] public void A() { }
            [Subscribe("b")] public void B() { }
        }

        public sealed class Valve
        {
            [Subscribe("c")] public void C() { }
        }
        """,
        """
        [MqttHandler]
        public sealed class Climate
        {
            [Subscribe("a")] public void A() { }
            [Subscribe("b")] public void B() { }
        }

        [MqttHandler]
        public sealed class Valve
        {
            [Subscribe("c")] public void C() { }
        }
        """);

    private static string Contract(string members) => $$"""
        [MqttContract]
        public interface IGreenhouse
        {
            {{members}}
        }
        """;
}
