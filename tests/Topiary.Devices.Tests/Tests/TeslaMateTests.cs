namespace Topiary.Devices.Tests.TeslaMate;

public sealed class TeslaMateTests() : ProductTests("teslamate", mqtt => mqtt
        .AddPublisher<ITeslaMate>().AddHandler<TeslaMateHandler>()
        .AddPublisher<ITeslaMateAccount>().AddHandler<TeslaMateAccountHandler>());

[MqttHandler]
public sealed class TeslaMateHandler(Arrivals arrivals) : Recorder<ITeslaMate>(arrivals), ITeslaMate
{
    public ValueTask NumberAsync(int car, NumberField field, OneOf<double, Nil>? value) => Seen(value, contract => contract.NumberAsync(car, field, value));

    public ValueTask FlagAsync(int car, FlagField field, bool? value) => Seen(value, contract => contract.FlagAsync(car, field, value));

    public ValueTask MomentAsync(int car, MomentField field, OneOf<Timestamp, string>? value) => Seen(value, contract => contract.MomentAsync(car, field, value));

    public ValueTask StateAsync(int car, OneOf<CarState, string>? state) => Seen(state, contract => contract.StateAsync(car, state));

    public ValueTask LocationAsync(int car, Location? location) => Seen(location, contract => contract.LocationAsync(car, location));

    public ValueTask RouteAsync(int car, ActiveRoute? route) => Seen(route, contract => contract.RouteAsync(car, route));

    public ValueTask SoftwareUpdateAsync(int car, SoftwareUpdate? update) => Seen(update, contract => contract.SoftwareUpdateAsync(car, update));

    public ValueTask TextAsync(int car, TextField field, string? value) => Seen(value, contract => contract.TextAsync(car, field, value));
}

[MqttHandler]
public sealed class TeslaMateAccountHandler(Arrivals arrivals) : Recorder<ITeslaMateAccount>(arrivals), ITeslaMateAccount
{
    public ValueTask NumberAsync(string account, int car, NumberField field, OneOf<double, Nil>? value) => Seen(value, contract => contract.NumberAsync(account, car, field, value));

    public ValueTask FlagAsync(string account, int car, FlagField field, bool? value) => Seen(value, contract => contract.FlagAsync(account, car, field, value));

    public ValueTask MomentAsync(string account, int car, MomentField field, OneOf<Timestamp, string>? value) => Seen(value, contract => contract.MomentAsync(account, car, field, value));

    public ValueTask StateAsync(string account, int car, OneOf<CarState, string>? state) => Seen(state, contract => contract.StateAsync(account, car, state));

    public ValueTask LocationAsync(string account, int car, Location? location) => Seen(location, contract => contract.LocationAsync(account, car, location));

    public ValueTask RouteAsync(string account, int car, ActiveRoute? route) => Seen(route, contract => contract.RouteAsync(account, car, route));

    public ValueTask SoftwareUpdateAsync(string account, int car, SoftwareUpdate? update) => Seen(update, contract => contract.SoftwareUpdateAsync(account, car, update));

    public ValueTask TextAsync(string account, int car, TextField field, string? value) => Seen(value, contract => contract.TextAsync(account, car, field, value));
}
