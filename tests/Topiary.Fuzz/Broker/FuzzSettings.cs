using Topiary.Broker;

namespace Topiary.Fuzz;

/// <summary>How the broker of a run is set, drawn from the seed of the run.</summary>
/// <param name="HasRights">Whether an authorizer decides who may publish, subscribe and, see <paramref name="ChecksDelivery"/>, receive.</param>
/// <param name="ChecksDelivery">Whether it is asked about every delivery.</param>
/// <param name="QueueLimit">Messages that may wait for a session; 0 for any number.</param>
/// <param name="Overflow">What happens to more.</param>
internal sealed record FuzzSettings(bool HasRights, bool ChecksDelivery, int QueueLimit, OverflowPolicy Overflow)
{
    public bool HasSmallQueues => QueueLimit > 0;

    /// <summary>When the end of a client depends on who is served first, wills would make the order of deliveries a question.</summary>
    public bool HasWills => !HasSmallQueues || Overflow != OverflowPolicy.Disconnect;

    public static FuzzSettings Draw(int seed)
    {
        var random = new Random(seed ^ 0x5EED);
        return random.Next(6) switch
        {
            0 or 1 => new FuzzSettings(true, false, 0, default),
            2 => new FuzzSettings(true, true, 0, default),
            3 => new FuzzSettings(false, false, random.Next(1, 6), (OverflowPolicy)random.Next(3)),
            4 => new FuzzSettings(true, true, random.Next(1, 6), (OverflowPolicy)random.Next(3)),
            _ => new FuzzSettings(false, false, 0, default),
        };
    }
}
