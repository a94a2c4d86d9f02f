namespace Topiary.Devices.Tests.ShellyGen2;

public sealed class ShellyGen2Tests() : ProductTests("shelly-gen2", mqtt => mqtt
        .AddPublisher<IShelly>().AddHandler<ShellyHandler>()
        .AddPublisher<IGroupedShelly>().AddHandler<GroupedShellyHandler>()
        .AddPublisher<IShellyCaller>().AddHandler<ShellyCallerHandler>());

[MqttHandler]
public sealed class ShellyHandler(Arrivals arrivals) : Recorder<IShelly>(arrivals), IShelly
{
    public ValueTask OnlineAsync(Part device, bool online) => Seen(online, contract => contract.OnlineAsync(device, online));

    public ValueTask StatusAsync(Part device, Component component, ComponentStatus status) => Seen(status, contract => contract.StatusAsync(device, component, status));

    public ValueTask EventAsync(Part device, RpcFrame happened) => Seen(happened, contract => contract.EventAsync(device, happened));

    public ValueTask LogAsync(Part device, string line) => Seen(line, contract => contract.LogAsync(device, line));

    public ValueTask CallAsync(Part device, RpcFrame call) => Seen(call, contract => contract.CallAsync(device, call));

    public ValueTask CommandAsync(Part device, string command) => Seen(command, contract => contract.CommandAsync(device, command));

    public ValueTask ComponentCommandAsync(Part device, Component component, string command) => Seen(command, contract => contract.ComponentCommandAsync(device, component, command));
}

[MqttHandler]
public sealed class GroupedShellyHandler(Arrivals arrivals) : Recorder<IGroupedShelly>(arrivals), IGroupedShelly
{
    public ValueTask OnlineAsync(Part group, Part device, bool online) => Seen(online, contract => contract.OnlineAsync(group, device, online));

    public ValueTask StatusAsync(Part group, Part device, Component component, ComponentStatus status) => Seen(status, contract => contract.StatusAsync(group, device, component, status));

    public ValueTask EventAsync(Part group, Part device, RpcFrame happened) => Seen(happened, contract => contract.EventAsync(group, device, happened));

    public ValueTask LogAsync(Part group, Part device, string line) => Seen(line, contract => contract.LogAsync(group, device, line));

    public ValueTask CallAsync(Part group, Part device, RpcFrame call) => Seen(call, contract => contract.CallAsync(group, device, call));

    public ValueTask CommandAsync(Part group, Part device, string command) => Seen(command, contract => contract.CommandAsync(group, device, command));

    public ValueTask ComponentCommandAsync(Part group, Part device, Component component, string command) => Seen(command, contract => contract.ComponentCommandAsync(group, device, component, command));
}

[MqttHandler]
public sealed class ShellyCallerHandler(Arrivals arrivals) : Recorder<IShellyCaller>(arrivals), IShellyCaller
{
    public ValueTask CallAsync(string device, RpcFrame call) => Seen(call, contract => contract.CallAsync(device, call));

    public ValueTask AnswerAsync(string device, RpcFrame answer) => Seen(answer, contract => contract.AnswerAsync(device, answer));
}
