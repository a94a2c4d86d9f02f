namespace Topiary.Runtime;

/// <summary>The lanes in use, found by order key. Allocates nothing in the steady state. Guarded by the scheduler's lock.</summary>
internal sealed class LaneTable
{
    private const int BucketCount = 512;
    private const int LargestReserve = 1024;
    private readonly Lane?[] _buckets = new Lane?[BucketCount];
    private Lane? _unused;
    private int _unusedCount;

    /// <summary>Finds the lane of an order key, or gives an empty one to it.</summary>
    /// <param name="key">The key: the topic, if nothing else is said.</param>
    /// <param name="hash">Its hash.</param>
    /// <param name="isNew">True when the lane was not in use.</param>
    public Lane Get(ReadOnlySpan<byte> key, int hash, out bool isNew)
    {
        ref var bucket = ref _buckets[hash & (BucketCount - 1)];
        for (var lane = bucket; lane is not null; lane = lane.NextInBucket)
        {
            if (lane.IsOf(hash, key))
            {
                isNew = false;
                return lane;
            }
        }

        var added = _unused ?? new Lane();
        if (_unused is not null)
        {
            _unused = added.Next;
            _unusedCount--;
        }

        (added.Hash, added.Next, added.NextInBucket) = (hash, null, bucket);
        bucket = added;
        isNew = true;
        return added;
    }

    /// <summary>Takes an empty lane out of use.</summary>
    public void Remove(Lane lane)
    {
        ref var bucket = ref _buckets[lane.Hash & (BucketCount - 1)];
        if (bucket == lane)
        {
            bucket = lane.NextInBucket;
        }
        else
        {
            var before = bucket!;
            while (before.NextInBucket != lane)
            {
                before = before.NextInBucket!;
            }

            before.NextInBucket = lane.NextInBucket;
        }

        lane.NextInBucket = null;
        if (_unusedCount < LargestReserve)
        {
            lane.Next = _unused;
            _unused = lane;
            _unusedCount++;
        }
    }
}
