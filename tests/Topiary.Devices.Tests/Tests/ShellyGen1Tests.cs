namespace Topiary.Devices.Tests.ShellyGen1;

public sealed class ShellyGen1Tests() : ProductTests("shelly-gen1", mqtt => mqtt
        .AddPublisher<IShelly>().AddHandler<ShellyHandler>()
        .AddPublisher<IGroupedShelly>().AddHandler<GroupedShellyHandler>()
        .AddPublisher<IShellies>().AddHandler<ShelliesHandler>());

[MqttHandler]
public sealed class ShellyHandler(Arrivals arrivals) : Recorder<IShelly>(arrivals), IShelly
{
    public ValueTask OnlineAsync(DeviceId id, bool online) => Seen(online, contract => contract.OnlineAsync(id, online));

    public ValueTask AnnounceAsync(DeviceId id, Announcement announcement) => Seen(announcement, contract => contract.AnnounceAsync(id, announcement));

    public ValueTask InfoAsync(DeviceId id, DeviceReport info) => Seen(info, contract => contract.InfoAsync(id, info));

    public ValueTask FieldAsync(DeviceId id, DeviceField field, OneOf<double, bool, string> value) => Seen(value, contract => contract.FieldAsync(id, field, value));

    public ValueTask SensorAsync(DeviceId id, string field, OneOf<double, bool, string> value) => Seen(value, contract => contract.SensorAsync(id, field, value));

    public ValueTask InputAsync(DeviceId id, int channel, int level) => Seen(level, contract => contract.InputAsync(id, channel, level));

    public ValueTask LongPushAsync(DeviceId id, int channel, int count) => Seen(count, contract => contract.LongPushAsync(id, channel, count));

    public ValueTask InputEventAsync(DeviceId id, int channel, InputEvent happened) => Seen(happened, contract => contract.InputEventAsync(id, channel, happened));

    public ValueTask StateAsync(DeviceId id, Actuator component, int channel, OneOf<ActuatorState, double, string> state) => Seen(state, contract => contract.StateAsync(id, component, channel, state));

    public ValueTask ActuatorAsync(DeviceId id, Actuator component, int channel, string field, OneOf<double, ActuatorReport, string> value) => Seen(value, contract => contract.ActuatorAsync(id, component, channel, field, value));

    public ValueTask CommandAsync(DeviceId id, Actuator component, int channel, string field, OneOf<double, string> wanted) => Seen(wanted, contract => contract.CommandAsync(id, component, channel, field, wanted));
}

[MqttHandler]
public sealed class GroupedShellyHandler(Arrivals arrivals) : Recorder<IGroupedShelly>(arrivals), IGroupedShelly
{
    public ValueTask OnlineAsync(DeviceId group, DeviceId id, bool online) => Seen(online, contract => contract.OnlineAsync(group, id, online));

    public ValueTask AnnounceAsync(DeviceId group, DeviceId id, Announcement announcement) => Seen(announcement, contract => contract.AnnounceAsync(group, id, announcement));

    public ValueTask InfoAsync(DeviceId group, DeviceId id, DeviceReport info) => Seen(info, contract => contract.InfoAsync(group, id, info));

    public ValueTask FieldAsync(DeviceId group, DeviceId id, DeviceField field, OneOf<double, bool, string> value) => Seen(value, contract => contract.FieldAsync(group, id, field, value));

    public ValueTask SensorAsync(DeviceId group, DeviceId id, string field, OneOf<double, bool, string> value) => Seen(value, contract => contract.SensorAsync(group, id, field, value));

    public ValueTask InputAsync(DeviceId group, DeviceId id, int channel, int level) => Seen(level, contract => contract.InputAsync(group, id, channel, level));

    public ValueTask LongPushAsync(DeviceId group, DeviceId id, int channel, int count) => Seen(count, contract => contract.LongPushAsync(group, id, channel, count));

    public ValueTask InputEventAsync(DeviceId group, DeviceId id, int channel, InputEvent happened) => Seen(happened, contract => contract.InputEventAsync(group, id, channel, happened));

    public ValueTask StateAsync(DeviceId group, DeviceId id, Actuator component, int channel, OneOf<ActuatorState, double, string> state) => Seen(state, contract => contract.StateAsync(group, id, component, channel, state));

    public ValueTask ActuatorAsync(DeviceId group, DeviceId id, Actuator component, int channel, string field, OneOf<double, ActuatorReport, string> value) => Seen(value, contract => contract.ActuatorAsync(group, id, component, channel, field, value));

    public ValueTask CommandAsync(DeviceId group, DeviceId id, Actuator component, int channel, string field, OneOf<double, string> wanted) => Seen(wanted, contract => contract.CommandAsync(group, id, component, channel, field, wanted));
}

[MqttHandler]
public sealed class ShelliesHandler(Arrivals arrivals) : Recorder<IShellies>(arrivals), IShellies
{
    public ValueTask AnnounceAsync(Announcement announcement) => Seen(announcement, contract => contract.AnnounceAsync(announcement));

    public ValueTask CommandAsync(string command) => Seen(command, contract => contract.CommandAsync(command));
}
