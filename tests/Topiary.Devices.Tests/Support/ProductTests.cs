using System.Text;
using Topiary.Runtime;

namespace Topiary.Devices.Tests;

/// <summary>
/// The recorded messages of one product, through the in-memory broker into the handlers of its contracts, and out again
/// through their publishers.
/// </summary>
public abstract class ProductTests(string product, Action<TopiaryBuilder> configure)
{
    /// <summary>Name of the file with the product's messages.</summary>
    public string Product { get; } = product;

    [Fact]
    public Task Every_message_arrives_typed_and_is_sent_again_with_equal_meaning() => SendAllAsync(DeviceMessage.Read(Product));

    /// <summary>Messages that the contracts were not written after.</summary>
    [Fact]
    public Task Every_further_message_arrives_typed_and_is_sent_again_with_equal_meaning() => SendAllAsync(DeviceMessage.ReadFurther(Product));

    [Fact]
    public async Task A_changed_message_arrives_typed_or_is_refused_with_the_place()
    {
        await using var run = await ProductRun.StartAsync(configure);
        var failures = new List<string>();
        var (total, typed) = (0, 0);
        foreach (var message in DeviceMessage.Read(Product).Concat(DeviceMessage.ReadFurther(Product)))
        {
            var changes = Mutations.Of(message.Payload).DistinctBy(change => change.Text).ToList();
            var outcomes = await run.SendAsync(message.Topic, [.. changes.Select(change => Encoding.UTF8.GetBytes(change.Text))]);
            total += changes.Count;
            typed += outcomes.Count(outcome => outcome.Refusal is null);
            foreach (var (change, outcome) in changes.Zip(outcomes))
            {
                if (outcome.ProblemOfChange(change) is { } problem)
                {
                    failures.Add($"{message.File}:{message.Line} {message.Topic} {change}\n    {problem}");
                }
            }
        }

        Assert.True(failures.Count == 0, $"{failures.Count} of {total}\n" + string.Join('\n', failures.Take(25)));
        Assert.True(typed >= total * 0.7, $"only {typed} of {total} arrived typed");
    }

    private async Task SendAllAsync(IReadOnlyList<DeviceMessage> messages)
    {
        await using var run = await ProductRun.StartAsync(configure);
        var failures = new List<string>();
        foreach (var message in messages)
        {
            var outcome = await run.SendAsync(message.Topic, message.Payload);
            if (outcome.Problem(message) is { } problem)
            {
                failures.Add($"{message}\n    {problem}");
            }
        }

        Assert.NotEmpty(messages);
        Assert.True(failures.Count == 0, $"{failures.Count} of {messages.Count}\n" + string.Join('\n', failures));
    }
}
