using HomeDevices.Frigate;

namespace Topiary.Devices.Tests.Frigate;

public sealed class FrigateTests() : ProductTests("frigate", mqtt => mqtt
        .AddPublisher<IFrigate>().AddHandler<FrigateHandler>());

[MqttHandler]
public sealed class FrigateHandler(Arrivals arrivals) : Recorder<IFrigate>(arrivals), IFrigate
{
    public ValueTask AvailableAsync(OneOf<Availability, string> state) => Seen(state, contract => contract.AvailableAsync(state));

    public ValueTask EventAsync(Change<TrackedObject> change) => Seen(change, contract => contract.EventAsync(change));

    public ValueTask ReviewAsync(Change<ReviewItem> change) => Seen(change, contract => contract.ReviewAsync(change));

    public ValueTask UpdateAsync(ObjectUpdate update) => Seen(update, contract => contract.UpdateAsync(update));

    public ValueTask TriggerAsync(Trigger trigger) => Seen(trigger, contract => contract.TriggerAsync(trigger));

    public ValueTask ReportAsync(OtherSubject subject, OneOf<Report, string> report) => Seen(report, contract => contract.ReportAsync(subject, report));

    public ValueTask FeatureAsync(string camera, string feature, OneOf<Power, double, string> value) => Seen(value, contract => contract.FeatureAsync(camera, feature, value));

    public ValueTask SetAsync(string camera, string feature, OneOf<Power, double, string> value) => Seen(value, contract => contract.SetAsync(camera, feature, value));

    public ValueTask FeatureStateAsync(string camera, string feature, OneOf<Power, double, string> value) => Seen(value, contract => contract.FeatureStateAsync(camera, feature, value));

    public ValueTask StatusAsync(string camera, StreamRole role, OneOf<StreamStatus, string> status) => Seen(status, contract => contract.StatusAsync(camera, role, status));

    public ValueTask DetailAsync(string camera, string subject, OtherDetail detail, OneOf<Power, double, string> value) => Seen(value, contract => contract.DetailAsync(camera, subject, detail, value));

    public ValueTask SnapshotAsync(string camera, string thing, ReadOnlyMemory<byte> jpeg) => Seen(jpeg, contract => contract.SnapshotAsync(camera, thing, jpeg));
}
