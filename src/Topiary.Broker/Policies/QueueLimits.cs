namespace Topiary.Broker;

/// <summary>How much may wait for one session or shared subscription, and what happens beyond.</summary>
internal sealed record QueueLimits(int Messages, long Bytes, OverflowPolicy Overflow)
{
    public bool IsFull(int messages, long bytes, int size) => messages >= Messages || bytes + size > Bytes;
}
