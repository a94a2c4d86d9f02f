using System.Text.Json;
using System.Text.Json.Nodes;

namespace Topiary.Devices.Tests.AzureIotHub;

public sealed class AzureIotHubTests() : ProductTests("azure-iot-hub", mqtt => mqtt
        .AddPublisher<ITwin>().AddHandler<TwinHandler>()
        .AddPublisher<IMethods>().AddHandler<MethodsHandler>()
        .AddPublisher<IMessages>().AddHandler<MessagesHandler>());

[MqttHandler]
public sealed class TwinHandler(Arrivals arrivals) : Recorder<ITwin>(arrivals), ITwin
{
    public ValueTask GetAsync(PropertyBag query) => Seen(null, contract => contract.GetAsync(query));

    public ValueTask ResultAsync(int status, PropertyBag query, TwinDocument? twin) => Seen(twin, contract => contract.ResultAsync(status, query, twin));

    public ValueTask ReportAsync(PropertyBag query, JsonObject reported) => Seen(reported, contract => contract.ReportAsync(query, reported));

    public ValueTask DesiredAsync(PropertyBag query, JsonObject desired) => Seen(desired, contract => contract.DesiredAsync(query, desired));
}

[MqttHandler]
public sealed class MethodsHandler(Arrivals arrivals) : Recorder<IMethods>(arrivals), IMethods
{
    public ValueTask CallAsync(string method, PropertyBag query, OneOf<JsonElement, string> arguments) => Seen(arguments, contract => contract.CallAsync(method, query, arguments));

    public ValueTask ResultAsync(int status, PropertyBag query, OneOf<JsonElement, string> result) => Seen(result, contract => contract.ResultAsync(status, query, result));
}

[MqttHandler]
public sealed class MessagesHandler(Arrivals arrivals) : Recorder<IMessages>(arrivals), IMessages
{
    public ValueTask ToDeviceAsync(string device, PropertyBag properties, string? text) => Seen(text, contract => contract.ToDeviceAsync(device, properties, text));

    public ValueTask FromDeviceAsync(string device, PropertyBag properties, string? text) => Seen(text, contract => contract.FromDeviceAsync(device, properties, text));
}
