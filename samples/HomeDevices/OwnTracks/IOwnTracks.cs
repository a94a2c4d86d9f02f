using Topiary;

namespace HomeDevices.OwnTracks;

/// <summary>Where people's telephones are, and what these are told.</summary>
[MqttContract("owntracks/{user}/{device}")]
public interface IOwnTracks
{
    /// <summary>Where it is; null, an empty payload, when that was deleted.</summary>
    [Topic("", Retain = true)]
    ValueTask ReportAsync(string user, string device, Report? report, CancellationToken ct = default);

    [Topic("event")]
    ValueTask EventAsync(string user, string device, Report report, CancellationToken ct = default);

    [Topic("waypoint")]
    ValueTask WaypointAsync(string user, string device, Report report, CancellationToken ct = default);

    [Topic("info", Retain = true)]
    ValueTask InfoAsync(string user, string device, Report report, CancellationToken ct = default);

    [Topic("step")]
    ValueTask StepAsync(string user, string device, Report report, CancellationToken ct = default);

    [Topic("waypoints")]
    ValueTask WaypointsAsync(string user, string device, Report report, CancellationToken ct = default);

    [Topic("beacon")]
    ValueTask BeaconAsync(string user, string device, Report report, CancellationToken ct = default);

    [Topic("status", Retain = true)]
    ValueTask StatusAsync(string user, string device, Report report, CancellationToken ct = default);

    [Topic("dump")]
    ValueTask DumpAsync(string user, string device, Report report, CancellationToken ct = default);

    [Topic("request")]
    ValueTask RequestAsync(string user, string device, Report report, CancellationToken ct = default);

    [Topic("cmd")]
    ValueTask CommandAsync(string user, string device, Report report, CancellationToken ct = default);
}
