namespace Topiary.Devices.Tests.AwsIotShadow;

public sealed class AwsIotShadowTests() : ProductTests("aws-iot-shadow", mqtt => mqtt
        .AddPublisher<IShadow>().AddHandler<ShadowHandler>()
        .AddPublisher<INamedShadow>().AddHandler<NamedShadowHandler>()
        .AddPublisher<ILifecycle>().AddHandler<LifecycleHandler>());

[MqttHandler]
public sealed class ShadowHandler(Arrivals arrivals) : Recorder<IShadow>(arrivals), IShadow
{
    public ValueTask AskAsync(string thing, Operation operation, ShadowDocument? document) => Seen(document, contract => contract.AskAsync(thing, operation, document));

    public ValueTask OutcomeAsync(string thing, Operation operation, string outcome, ShadowDocument? document) => Seen(document, contract => contract.OutcomeAsync(thing, operation, outcome, document));
}

[MqttHandler]
public sealed class NamedShadowHandler(Arrivals arrivals) : Recorder<INamedShadow>(arrivals), INamedShadow
{
    public ValueTask AskAsync(string thing, string shadow, Operation operation, ShadowDocument? document) => Seen(document, contract => contract.AskAsync(thing, shadow, operation, document));

    public ValueTask OutcomeAsync(string thing, string shadow, Operation operation, string outcome, ShadowDocument? document) => Seen(document, contract => contract.OutcomeAsync(thing, shadow, operation, outcome, document));
}

[MqttHandler]
public sealed class LifecycleHandler(Arrivals arrivals) : Recorder<ILifecycle>(arrivals), ILifecycle
{
    public ValueTask PresenceAsync(string what, string clientId, Presence presence) => Seen(presence, contract => contract.PresenceAsync(what, clientId, presence));

    public ValueTask SubscriptionsAsync(string what, string clientId, Presence presence) => Seen(presence, contract => contract.SubscriptionsAsync(what, clientId, presence));
}
