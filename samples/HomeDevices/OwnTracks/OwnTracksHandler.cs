using Topiary;

namespace HomeDevices.OwnTracks;

[MqttHandler]
public sealed class OwnTracksHandler(House house) : IOwnTracks
{
    public ValueTask ReportAsync(string user, string device, Report? report, CancellationToken ct) =>
        report is null ? house.Says($"{user}'s {device}", "is forgotten") : Says(user, device, report);

    public ValueTask EventAsync(string user, string device, Report report, CancellationToken ct) => Says(user, device, report);

    public ValueTask WaypointAsync(string user, string device, Report report, CancellationToken ct) => Says(user, device, report);

    public ValueTask InfoAsync(string user, string device, Report report, CancellationToken ct) => Says(user, device, report);

    public ValueTask StepAsync(string user, string device, Report report, CancellationToken ct) => Says(user, device, report);

    public ValueTask WaypointsAsync(string user, string device, Report report, CancellationToken ct) => Says(user, device, report);

    public ValueTask BeaconAsync(string user, string device, Report report, CancellationToken ct) => Says(user, device, report);

    public ValueTask StatusAsync(string user, string device, Report report, CancellationToken ct) => Says(user, device, report);

    public ValueTask DumpAsync(string user, string device, Report report, CancellationToken ct) => Says(user, device, report);

    public ValueTask RequestAsync(string user, string device, Report report, CancellationToken ct) => Says(user, device, report);

    public ValueTask CommandAsync(string user, string device, Report report, CancellationToken ct) => Says(user, device, report);

    private ValueTask Says(string user, string device, Report report) => house.Says($"{user}'s {device}", report switch
    {
        Location at => $"is at {at.Lat}, {at.Lon}{(at.Battery is { } battery ? $", battery {battery} %" : "")}",
        Transition move => $"{move.Event}s {move.Desc}",
        Waypoint point => $"knows {point.Desc} ({point.Radius} m)",
        Waypoints points => $"knows {points.Items.Count} places",
        Encrypted secret => $"says something secret ({secret.Data.Length} characters)",
        Card card => $"is called {card.Name}",
        Command { Waypoints: { } points } => $"is told {points.Items.Count} waypoints",
        Command { Tours: { } tours } => $"is told of {tours.Count} tour: {tours[0].Label}",
        Command command => $"is told {command.Action}",
        Steps steps => $"walked {steps.Count} steps in {TimeSpan.FromSeconds((steps.To - steps.From) ?? 0)}",
        LastWill => "has lost its connection",
        Status => "tells how it is set up",
        Beacon beacon => $"is near {beacon.Desc} ({beacon.Rssi} dBm)",
        Configuration settings => $"has {settings.Settings?.Count ?? 0} settings",
        Dump => "shows its settings",
        TourRequest request => $"asks for {request.Request}: {request.Tour.Label}",
        _ => throw new InvalidOperationException($"Unknown report {report.GetType().Name}."),
    });
}
