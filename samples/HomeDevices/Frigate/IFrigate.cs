using Topiary;

namespace HomeDevices.Frigate;

/// <summary>A video recorder that recognizes what it sees.</summary>
[MqttContract("frigate", Naming = JsonNaming.SnakeCaseLower)]
public interface IFrigate
{
    [Topic("available", Retain = true)]
    ValueTask AvailableAsync(OneOf<Availability, string> state);

    [Topic("events")]
    ValueTask EventAsync(Change<TrackedObject> change);

    [Topic("reviews")]
    ValueTask ReviewAsync(Change<ReviewItem> change);

    [Topic("tracked_object_update")]
    ValueTask UpdateAsync(ObjectUpdate update);

    [Topic("triggers")]
    ValueTask TriggerAsync(Trigger trigger);

    /// <summary>Statistics and whatever else the recorder says of itself.</summary>
    [Topic("{subject}")]
    ValueTask ReportAsync(OtherSubject subject, OneOf<Report, string> report);

    /// <summary>A feature of a camera is on or off, counts objects or says something; so do the profile and the notifications.</summary>
    [Topic("{camera}/{feature}", Retain = true)]
    ValueTask FeatureAsync(string camera, string feature, OneOf<Power, double, string> value);

    [Topic("{camera}/{feature}/set")]
    ValueTask SetAsync(string camera, string feature, OneOf<Power, double, string> value);

    [Topic("{camera}/{feature}/state", Retain = true)]
    ValueTask FeatureStateAsync(string camera, string feature, OneOf<Power, double, string> value);

    [Topic("{camera}/status/{role}", Retain = true)]
    ValueTask StatusAsync(string camera, StreamRole role, OneOf<StreamStatus, string> status);

    /// <summary>What a feature or an object says besides: how loud it is, what is heard, what moves.</summary>
    [Topic("{camera}/{subject}/{detail}")]
    ValueTask DetailAsync(string camera, string subject, OtherDetail detail, OneOf<Power, double, string> value);

    /// <summary>A picture of the best view of an object.</summary>
    [Topic("{camera}/{thing}/snapshot", Retain = true)]
    ValueTask SnapshotAsync(string camera, string thing, ReadOnlyMemory<byte> jpeg);
}
