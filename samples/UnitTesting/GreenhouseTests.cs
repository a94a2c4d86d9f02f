using Microsoft.Extensions.DependencyInjection;
using Topiary;
using Topiary.Testing;

namespace UnitTesting;

/// <summary>
/// Tests of an application's own publishers and handlers. The real broker, client and serializers run; only the network and
/// the clock are replaced.
/// </summary>
public sealed class GreenhouseTests
{
    private static Task<MqttTestHost> StartAsync() => MqttTestHost.StartAsync(services => services
        .AddTopiary()
        .AddPublisher<IGreenhouse>()
        .AddHandler<ClimateWatch>()
        .AddHandler<Valve>());

    [Fact]
    public async Task A_hot_zone_raises_an_alarm()
    {
        await using var mqtt = await StartAsync();

        await mqtt.Get<IGreenhouse>().ClimateAsync("north", 3, new(31.5, .4, mqtt.Time.GetUtcNow()));
        await mqtt.IdleAsync();

        var alarm = Assert.Single(mqtt.Published(mqtt.Topics<IGreenhouse>().Alarm(house: "north")));
        Assert.Equal(3, alarm.Zone);
        Assert.Equal("31.5 °C", alarm.Text);
    }

    [Fact]
    public async Task A_mild_zone_raises_none()
    {
        await using var mqtt = await StartAsync();

        await mqtt.Get<IGreenhouse>().ClimateAsync("north", 3, new(21.5, .4, mqtt.Time.GetUtcNow()));
        await mqtt.IdleAsync();

        Assert.Empty(mqtt.Published(mqtt.Topics<IGreenhouse>().Alarm()));
    }

    [Fact]
    public async Task A_handlers_exception_fails_the_test_that_caused_it()
    {
        await using var mqtt = await StartAsync();

        await mqtt.Get<IGreenhouse>().ClimateAsync("north", 3, new(21.5, -1, mqtt.Time.GetUtcNow()));

        var exception = await Assert.ThrowsAnyAsync<Exception>(async () => await mqtt.IdleAsync());
        Assert.Contains("Humidity -1 is impossible", exception.ToString());
    }

    [Fact]
    public async Task A_valve_answers()
    {
        await using var mqtt = await StartAsync();

        var state = await mqtt.Get<IGreenhouse>().SetValveAsync("north", 3, new(Open: true));

        Assert.Equal(new ValveState(true, mqtt.Time.GetUtcNow()), state);
    }

    [Fact]
    public async Task A_refused_request_reaches_the_caller()
    {
        await using var mqtt = await StartAsync();

        var refusal = await Assert.ThrowsAsync<MqttRequestException>(async () => await mqtt.Get<IGreenhouse>().SetValveAsync("north", 99, new(Open: true)));

        Assert.Equal("no-such-zone", refusal.Code);
    }

    [Fact]
    public async Task The_latest_reading_is_kept()
    {
        await using var mqtt = await StartAsync();
        await mqtt.Get<IGreenhouse>().ClimateAsync("north", 3, new(21.5, .4, mqtt.Time.GetUtcNow()));
        mqtt.Time.Advance(TimeSpan.FromHours(1));

        var latest = await mqtt.Topics<IGreenhouse>().Climate("north", 3).LatestAsync();

        Assert.Equal(21.5, latest?.Celsius);
        Assert.Equal(mqtt.Time.GetUtcNow() - TimeSpan.FromHours(1), latest?.At);
    }

    [Fact]
    public async Task A_cut_connection_loses_nothing()
    {
        await using var mqtt = await StartAsync();
        mqtt.Faults.CutConnection();

        var published = mqtt.Get<IGreenhouse>().ClimateAsync("north", 3, new(31.5, .4, mqtt.Time.GetUtcNow()));
        mqtt.Time.Advance(TimeSpan.FromMinutes(1));
        await published;
        await mqtt.IdleAsync();

        Assert.NotEmpty(mqtt.Published(mqtt.Topics<IGreenhouse>().Alarm(house: "north")));
    }

    [Fact]
    public async Task A_message_is_sent_again_when_the_connection_breaks_before_its_acknowledgement()
    {
        await using var mqtt = await StartAsync();
        mqtt.Faults.CutConnectionAtNext(PacketType.PubAck);

        var published = mqtt.Get<IGreenhouse>().ClimateAsync("north", 3, new(31.5, .4, mqtt.Time.GetUtcNow()));
        mqtt.Time.Advance(TimeSpan.FromMinutes(1));
        await published;
        await mqtt.IdleAsync();

        Assert.Equal(2, mqtt.Published(mqtt.Topics<IGreenhouse>().Climate("north", 3)).Count);
    }

    [Fact]
    public async Task A_lost_acknowledgement_ends_in_a_timeout()
    {
        await using var mqtt = await StartAsync();
        mqtt.Faults.DropNext(PacketType.PubAck);

        var published = mqtt.Get<IGreenhouse>().ClimateAsync("north", 3, new(21.5, .4, mqtt.Time.GetUtcNow()));
        mqtt.Time.Advance(TimeSpan.FromMinutes(1));

        await Assert.ThrowsAsync<TimeoutException>(async () => await published);
    }
}
