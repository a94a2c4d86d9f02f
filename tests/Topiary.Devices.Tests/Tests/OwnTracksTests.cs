namespace Topiary.Devices.Tests.OwnTracks;

public sealed class OwnTracksTests() : ProductTests("owntracks", mqtt => mqtt
        .AddPublisher<IOwnTracks>().AddHandler<OwnTracksHandler>());

[MqttHandler]
public sealed class OwnTracksHandler(Arrivals arrivals) : Recorder<IOwnTracks>(arrivals), IOwnTracks
{
    public ValueTask ReportAsync(string user, string device, Report? report) => Seen(report, contract => contract.ReportAsync(user, device, report));

    public ValueTask DetailAsync(string user, string device, string kind, Report? report) => Seen(report, contract => contract.DetailAsync(user, device, kind, report));
}
