using System.Text;

namespace Topiary.Devices.Tests;

/// <summary>What became of one message.</summary>
/// <param name="Arrivals">The handlers' calls.</param>
/// <param name="Refusal">What could not be read, or null.</param>
/// <param name="Sent">What the contracts sent again.</param>
internal sealed record Outcome(IReadOnlyList<Arrival> Arrivals, string? Refusal, IReadOnlyList<(string Topic, byte[] Payload)> Sent)
{
    /// <summary>What is wrong, or null.</summary>
    public string? Problem(DeviceMessage message)
    {
        if (Refusal is not null)
        {
            return $"cannot be read: {Refusal}";
        }

        if (Arrivals.Count != 1)
        {
            return Arrivals.Count == 0 ? "is for no contract" : $"is for {string.Join(" and ", Arrivals.Select(arrival => arrival.Member))}";
        }

        var (topic, payload) = Sent.Count == 1 ? Sent[0] : ("nowhere", []);
        return topic != message.Topic ? $"is sent to {topic} by {Arrivals[0].Member}"
            : !Meaning.IsSame(message.Payload, payload) ? $"is sent by {Arrivals[0].Member} as\n    {Encoding.UTF8.GetString(payload)}\n    for {message.Text}"
            : null;
    }

    /// <summary>What is wrong after a change of the message, or null.</summary>
    public string? ProblemOfChange(Mutation change)
    {
        if (Refusal is not null)
        {
            return !Refusal.Contains("Path: $", StringComparison.Ordinal) ? $"is refused without a place: {Refusal}"
                : change.MustBeRead ? $"cannot be read: {Refusal}"
                : null;
        }

        if (Arrivals.Count != 1 || Sent.Count != 1)
        {
            return $"arrives {Arrivals.Count} times";
        }

        return Meaning.IsSame(Encoding.UTF8.GetBytes(change.Text), Sent[0].Payload) ? null : $"is sent by {Arrivals[0].Member} as\n    {Encoding.UTF8.GetString(Sent[0].Payload)}\n    for {change.Text}";
    }
}
