using System.Text;
using Microsoft.Extensions.DependencyInjection;

namespace Topiary.Runtime.Tests;

public sealed class OrderTests
{
    [Fact]
    public async Task Messages_with_equal_keys_are_handled_in_order_and_others_at_the_same_time()
    {
        await using var host = await TestHost.StartAsync(mqtt => mqtt.AddHandler<OrderedWatch>(), services: services => services.AddSingleton<Recorder>());
        var recorder = host.Get<Recorder>();
        var other = await host.ConnectAsync();

        await other.PublishAsync("order/north/1/light", "");
        Assert.Equal("begin north 1 light", await recorder.NextAsync());
        await other.PublishAsync("order/south/1/light", "");
        await other.PublishAsync("alarm/1", "");
        await other.PublishAsync("order/north/1/heat", "");
        await other.PublishAsync("order/north/2/light", "");
        Assert.Equal(["begin north 2 light", "end north 2 light"], await recorder.NextAsync(2));
        await other.PublishAsync("alarm/2", "");
        Assert.Equal(["begin alarm 2", "end alarm 2"], await recorder.NextAsync(2));
        Assert.False(recorder.HasMore);

        recorder.Gate.SetResult();

        Assert.Equal(
            ["end north 1 light", "begin south 1 light", "end south 1 light", "begin alarm 1", "end alarm 1", "begin north 1 heat", "end north 1 heat"],
            await recorder.NextAsync(7));
    }

    [Theory]
    [InlineData("a,b", false, new[] { 0, 2 }, "x/y/z", "a,b\0/x/z")]
    [InlineData("b", false, new[] { 1 }, "x/y/z", "b\0/y")]
    [InlineData("b", false, new[] { 1 }, "x", "b\0/")]
    [InlineData("a,r", true, new[] { 0, 2 }, "x/y/z/ü", "a,r\0/x/z/ü")]
    [InlineData("", false, new int[0], "x/y/z", "\0")]
    [InlineData("a,b,c", false, new[] { 0, 0, 0 }, "x", "a,b,c\0/x/x/x")]
    public void A_key_has_the_names_and_texts_of_its_levels(string name, bool endsWithRest, int[] levels, string topic, string key)
    {
        var order = new TopicOrder(name, endsWithRest, levels);
        var utf8 = Encoding.UTF8.GetBytes(topic);
        var written = new byte[order.GetMaxLength(utf8.Length)];

        Assert.Equal(key, Encoding.UTF8.GetString(written, 0, order.Write(utf8, written)));
    }

    [Fact]
    public void A_used_message_forgets_its_key()
    {
        var message = new IncomingMessage();
        message.Fill("x/y"u8, "payload"u8, []);
        message.SetOrder(new TopicOrder("b", false, 1));
        Assert.Equal("b\0/y"u8.ToArray(), message.OrderKey.ToArray());
        Assert.Equal("payload"u8.ToArray(), message.Payload.ToArray());

        message.Reset();
        message.Fill("z"u8, [], []);

        Assert.Equal("z"u8.ToArray(), message.OrderKey.ToArray());
    }
}
