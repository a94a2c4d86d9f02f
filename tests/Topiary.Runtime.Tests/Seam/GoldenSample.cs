// What the generator emits, written by hand for a small contract: the documentation of the seam between generated code and
// the runtime. Real output qualifies every name with global::, and its attributes are real ones; here the contract has none,
// so that the generator leaves it to this file.
namespace Topiary.Runtime.Tests.Seam;

public interface IGolden
{
    /// <summary>[Topic("golden/{house}/zones/{zone}/level", QoS = QoS.AtMostOnce)]</summary>
    ValueTask LevelAsync(string house, int zone, double level, CancellationToken ct = default);

    /// <summary>[Topic("golden/{house}/double", TimeoutMilliseconds = 5000)]</summary>
    ValueTask<int> DoubleAsync(string house, int number, CancellationToken ct = default);
}

internal sealed class IGolden_Publisher(MessagePublisher publisher) : IGolden
{
    private static readonly TopicDeclaration s_level = new(
        "golden/{house}/zones/{zone}/level", QoS.AtMostOnce, retain: false, expirySeconds: 0, timeoutMilliseconds: 10_000, contentType: "text/plain");

    private static readonly TopicDeclaration s_double = new(
        "golden/{house}/double", QoS.AtLeastOnce, retain: false, expirySeconds: 0, timeoutMilliseconds: 5000, contentType: "text/plain");

    public ValueTask LevelAsync(string house, int zone, double level, CancellationToken ct)
    {
        var message = publisher.Begin(s_level);
        message.Literal("golden/"u8);
        message.Level(house, "house");
        message.Literal("/zones/"u8);
        message.Level(zone, "zone");
        message.Literal("/level"u8);
        message.Payload(level, TextPayload<double>.Instance);
        return publisher.PublishAsync(message, ct);
    }

    public ValueTask<int> DoubleAsync(string house, int number, CancellationToken ct)
    {
        var message = publisher.BeginRequest(s_double);
        message.Literal("golden/"u8);
        message.Level(house, "house");
        message.Literal("/double"u8);
        message.Payload(number, TextPayload<int>.Instance);
        return publisher.RequestAsync(message, TextPayload<int>.Instance, ct);
    }
}

public static class IGoldenTopics
{
    public static ValueTopicStream<LevelMessage, double> Level(this ITopics<IGolden> topics, Level<string> house = default, Level<int> zone = default) =>
        new(topics, new LevelSelection(house, zone));

    public readonly record struct LevelMessage(string House, int Zone, double Level, MessageContext Context);

    private sealed class LevelSelection(Level<string> house, Level<int> zone) : TopicSelection<LevelMessage, double>
    {
        public override string Filter { get; } =
            new FilterBuilder().Literal("golden/").Level(house, "house").Literal("/zones/").Level(zone, "zone").Literal("/level").ToString();

        public override QoS QoS => QoS.AtMostOnce;

        public override bool TryRead(IncomingMessage message, out LevelMessage value)
        {
            var reader = new TopicReader(message.Topic);
            if (!(reader.Literal("golden/"u8)
                && reader.Level(out var l0) && TopicLevel.TryRead(l0, out string v_house)
                && reader.Literal("/zones/"u8)
                && reader.Level(out var l1) && TopicLevel.TryRead(l1, out int v_zone)
                && reader.Literal("/level"u8)
                && reader.AtEnd))
            {
                value = default;
                return false;
            }

            value = new LevelMessage(v_house, v_zone, message.Read(TextPayload<double>.Instance), message.Context);
            return true;
        }

        public override double PayloadOf(in LevelMessage value) => value.Level;
    }
}

internal sealed class GoldenHandler(Recorder recorder)
{
    public void OnLevel(string house, int zone, double level) => recorder.Add($"{house}/{zone}: {level}");

    public ValueTask<int> OnDouble(int number) => new(number * 2);
}

internal static class GoldenHandler_Handler
{
    public static readonly HandlerDescription<GoldenHandler> Description = new()
    {
        Share = null,
        MaxConcurrency = 0,
        Routes = [new OnLevelRoute(), new OnDoubleRoute()],
    };

    private sealed class OnLevelRoute() : HandlerRoute<GoldenHandler>(new HandlerRouteOptions
    {
        Name = "GoldenHandler.OnLevel", Filter = "golden/+/zones/+/level", QoS = QoS.AtMostOnce, Ack = AckMode.AfterSuccess, Kind = RouteKind.OneWay,
    })
    {
        public override ValueTask InvokeAsync(GoldenHandler handler, IncomingMessage message, CancellationToken ct)
        {
            var reader = new TopicReader(message.Topic);
            if (!(reader.Literal("golden/"u8)
                && reader.Level(out var l0) && TopicLevel.TryRead(l0, out string v_house)
                && reader.Literal("/zones/"u8)
                && reader.Level(out var l1) && TopicLevel.TryRead(l1, out int v_zone)
                && reader.Literal("/level"u8)
                && reader.AtEnd))
            {
                message.LevelsUnreadable();
                return default;
            }

            handler.OnLevel(v_house, v_zone, message.Read(TextPayload<double>.Instance));
            return default;
        }
    }

    private sealed class OnDoubleRoute() : HandlerRoute<GoldenHandler>(new HandlerRouteOptions
    {
        Name = "GoldenHandler.OnDouble", Filter = "golden/+/double", QoS = QoS.AtLeastOnce, Ack = AckMode.AfterSuccess, Kind = RouteKind.Request,
    })
    {
        public override ValueTask InvokeAsync(GoldenHandler handler, IncomingMessage message, CancellationToken ct) =>
            message.ReplyWhenAsync(handler.OnDouble(message.Read(TextPayload<int>.Instance)), TextPayload<int>.Instance, "text/plain", ct);
    }
}

internal static class GoldenRegistration
{
    // A module initializer in real output.
    internal static void Register()
    {
        GeneratedContract<IGolden>.Create = static publisher => new IGolden_Publisher(publisher);
        GeneratedHandler<GoldenHandler>.Describe = static () => GoldenHandler_Handler.Description;
    }
}
