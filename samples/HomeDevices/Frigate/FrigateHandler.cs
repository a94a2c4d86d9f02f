using Topiary;

namespace HomeDevices.Frigate;

[MqttHandler]
public sealed class FrigateHandler(House house) : IFrigate
{
    public ValueTask AvailableAsync(OneOf<Availability, string> state) => house.Says("frigate", $"is {state}");

    public ValueTask EventAsync(Change<TrackedObject> change) => house.Says(Camera(change.After.ValueOr(null)?.Camera), $"sees {change.After.ValueOr(null)?.Label}");

    public ValueTask ReviewAsync(Change<ReviewItem> change)
    {
        var item = change.After.ValueOr(null);
        var objects = item?.Data.ValueOr(null)?.Objects.ValueOr(null) ?? [];
        return house.Says(Camera(item?.Camera), $"has {item?.Severity} of {string.Join(", ", objects)}, {change.Type}");
    }

    public ValueTask UpdateAsync(ObjectUpdate update) => house.Says(
        Camera(update.Camera), $"knows by {update.Type}: {update.Description.ValueOr(null) ?? update.Name.ValueOr(null) ?? update.SubLabel.ValueOr(null)}");

    public ValueTask TriggerAsync(Trigger trigger) => house.Says(Camera(trigger.Camera), $"triggers {trigger.Name} with {trigger.Score}");

    public ValueTask ReportAsync(OtherSubject subject, OneOf<Report, string> report) => house.Says("frigate", $"reports {subject}");

    public ValueTask FeatureAsync(string camera, string feature, OneOf<Power, double, string> value) => house.Says(camera, $"{feature} is {value}");

    public ValueTask SetAsync(string camera, string feature, OneOf<Power, double, string> value) => house.Says(camera, $"{feature} is told {value}");

    public ValueTask FeatureStateAsync(string camera, string feature, OneOf<Power, double, string> value) => house.Says(camera, $"{feature} is set to {value}");

    public ValueTask StatusAsync(string camera, StreamRole role, OneOf<StreamStatus, string> status) => house.Says(camera, $"stream for {role} is {status}");

    public ValueTask DetailAsync(string camera, string subject, OtherDetail detail, OneOf<Power, double, string> value) => house.Says(camera, $"{subject} {detail} is {value}");

    public ValueTask SnapshotAsync(string camera, string thing, ReadOnlyMemory<byte> jpeg) => house.Says(camera, $"shows a {thing} ({jpeg.Length} bytes)");

    private static string Camera(Optional<string?>? name) => name?.ValueOr(null) ?? "a camera";
}
