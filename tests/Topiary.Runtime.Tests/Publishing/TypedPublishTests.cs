using Microsoft.Extensions.DependencyInjection;

namespace Topiary.Runtime.Tests;

public sealed class TypedPublishTests
{
    [Fact]
    public async Task A_typed_publish_arrives_with_topic_payload_and_content_type()
    {
        await using var host = await TestHost.StartAsync(mqtt => mqtt.AddPublisher<IGreenhouse>());
        var messages = await host.ListenAsync("#");

        await host.Get<IGreenhouse>().ClimateAsync("north", 3, new(21.5, .4));

        var message = await messages.ReadAsync().AsTask().WaitAsync(TestHost.Patience);
        Assert.Equal("greenhouse/north/zones/3/climate", message.Topic);
        Assert.Equal("""{"celsius":21.5,"humidity":0.4}""", message.GetText());
        Assert.Equal("application/json", message.ContentType);
        Assert.Equal(QoS.AtLeastOnce, message.QoS);
    }

    [Fact]
    public async Task Options_of_one_publish_win_over_the_declaration()
    {
        await using var host = await TestHost.StartAsync(mqtt => mqtt.AddPublisher<IGreenhouse>());
        var messages = await host.ListenAsync("#");
        var options = new PublishOptions { QoS = QoS.ExactlyOnce, Expiry = TimeSpan.FromSeconds(89.2), UserProperties = new([new("a", "1"), new("a", "2")]) };

        await host.Get<IGreenhouse>().LogAsync("north", "pumps/7", "leak", options);

        var message = await messages.ReadAsync().AsTask().WaitAsync(TestHost.Patience);
        Assert.Equal("greenhouse/north/log/pumps/7", message.Topic);
        Assert.Equal("leak", message.GetText());
        Assert.Equal(QoS.ExactlyOnce, message.QoS);
        Assert.Equal(["a=1", "a=2"], message.UserProperties.Select(pair => $"{pair.Key}={pair.Value}"));
        Assert.InRange(message.Expiry!.Value.TotalSeconds, 85, 90);
    }

    [Theory]
    [InlineData("", "The topic level 'house' is empty; a level needs at least one character. (Parameter 'house')")]
    [InlineData("a/b", "The topic level 'house' is 'a/b': '/' at position 1 is not allowed in a level. (Parameter 'house')")]
    [InlineData("+", "The topic level 'house' is '+': '+' at position 0 is not allowed in a level. (Parameter 'house')")]
    [InlineData("ab#", "The topic level 'house' is 'ab#': '#' at position 2 is not allowed in a level. (Parameter 'house')")]
    [InlineData("a\0", "The topic level 'house' is 'a\\0': U+0000 at position 1 is not allowed in a level. (Parameter 'house')")]
    public async Task A_level_that_would_change_the_topic_is_refused(string house, string text)
    {
        await using var host = await TestHost.StartAsync(mqtt => mqtt.AddPublisher<IGreenhouse>());

        var failure = await Assert.ThrowsAsync<ArgumentException>(nameof(house), () => host.Get<IGreenhouse>().DoorOpenedAsync(house));

        Assert.Equal(text, failure.Message);
    }

    [Fact]
    public async Task A_level_that_UTF_8_cannot_carry_is_refused()
    {
        await using var host = await TestHost.StartAsync(mqtt => mqtt.AddPublisher<IGreenhouse>());

        var failure = await Assert.ThrowsAsync<ArgumentException>(() => host.Get<IGreenhouse>().DoorOpenedAsync("a\ud800"));

        Assert.Equal("The topic level 'house' holds half of a surrogate pair, which UTF-8 cannot carry. (Parameter 'house')", failure.Message);
    }

    [Fact]
    public async Task A_rest_may_hold_slashes_but_no_wildcard()
    {
        await using var host = await TestHost.StartAsync(mqtt => mqtt.AddPublisher<IGreenhouse>());

        var failure = await Assert.ThrowsAsync<ArgumentException>("path", () => host.Get<IGreenhouse>().LogAsync("north", "a/#", "x"));

        Assert.Equal("The rest of the topic 'path' is 'a/#': '#' at position 2 is not allowed. (Parameter 'path')", failure.Message);
    }

    [Fact]
    public async Task A_topic_longer_than_MQTT_allows_is_refused()
    {
        await using var host = await TestHost.StartAsync(mqtt => mqtt.AddPublisher<IGreenhouse>());

        var failure = await Assert.ThrowsAsync<ArgumentException>(() => host.Get<IGreenhouse>().DoorOpenedAsync(new string('é', 33_000)));

        Assert.Equal("The topic made from 'greenhouse/{house}/door' has 66016 bytes of UTF-8; MQTT allows 65535.", failure.Message);
    }

    [Fact]
    public async Task A_serializer_that_fails_is_reported_with_the_topic_and_nothing_is_sent()
    {
        await using var host = await TestHost.StartAsync(mqtt => mqtt.AddPublisher<IGreenhouse>());
        var messages = await host.ListenAsync("#");

        var failure = await Assert.ThrowsAsync<MqttPayloadException>(
            async () => await host.Get<IGreenhouse>().ClimateAsync("north", 3, new(double.NaN, 0)));
        await host.Get<IGreenhouse>().DoorOpenedAsync("south");

        Assert.Equal($"The payload for 'greenhouse/north/zones/3/climate' (Climate) cannot be written: {failure.InnerException!.Message}", failure.Message);
        Assert.Equal("greenhouse/south/door", (await messages.ReadAsync().AsTask().WaitAsync(TestHost.Patience)).Topic);
    }

    [Fact]
    public async Task A_method_without_a_payload_sends_an_empty_one_without_content_type()
    {
        await using var host = await TestHost.StartAsync(mqtt => mqtt.AddPublisher<IGreenhouse>());
        var messages = await host.ListenAsync("#");

        await host.Get<IGreenhouse>().DoorOpenedAsync("north");

        var message = await messages.ReadAsync().AsTask().WaitAsync(TestHost.Patience);
        Assert.True(message.Payload.IsEmpty);
        Assert.Null(message.ContentType);
    }

    [Fact]
    public async Task A_publish_of_QoS_0_allocates_nothing()
    {
        await using var host = await TestHost.StartAsync(mqtt => mqtt.AddPublisher<IGreenhouse>());
        var greenhouse = host.Get<IGreenhouse>();
        for (var i = 0; i < 2000; i++)
        {
            await greenhouse.TickAsync("north", i % 10, i);
        }

        // The memory transport completes at once or later; only this thread's part is measured.
        var least = long.MaxValue;
        for (var round = 0; round < 5; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100; i++)
            {
                var publish = greenhouse.TickAsync("north", i % 10, i);
                Assert.True(publish.IsCompletedSuccessfully);
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }
}
