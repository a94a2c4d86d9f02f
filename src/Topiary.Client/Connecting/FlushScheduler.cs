using Topiary.Transport;

namespace Topiary.Client;

/// <summary>
/// Decides who sends what a publish has written. A lone publish sends at once, on its own thread. In a burst, when the one before was less
/// than 20 microseconds ago, one work item of the thread pool sends, and what is written meanwhile leaves with its next send: a loop that
/// publishes makes few sends instead of one a message, and reads the clock only when no send is coming. A publisher that is far ahead of
/// the work item sends itself. There is no timer.
/// </summary>
/// <remarks>Threading: any thread. On a clock that stands still every publish counts as a lone one, so that tests see no other thread.</remarks>
internal sealed class FlushScheduler(WriteQueue output, TimeProvider time) : IThreadPoolWorkItem
{
    private const int GatherSpins = 200;
    private const int GatheredBytes = 16 * 1024;

    private readonly long _burst = time.TimestampFrequency / 50_000;
    private long _last = time.GetTimestamp();
    private int _scheduled;

    public void Flush()
    {
        // Enough without a barrier: what was written went through the queue's lock, which the flush that is coming takes after it has said
        // that none is coming any more.
        if (Volatile.Read(ref _scheduled) != 0)
        {
            // The work item may be late on a busy machine; the publisher is here.
            if (output.QueuedBytes >= GatheredBytes)
            {
                output.Flush();
            }

            return;
        }

        long now = time.GetTimestamp();
        long elapsed = now - Volatile.Read(ref _last);
        Volatile.Write(ref _last, now);
        if (elapsed <= 0 || elapsed > _burst)
        {
            output.Flush();
        }
        else if (Interlocked.Exchange(ref _scheduled, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        // A microsecond or two for company: a loop that publishes would else meet the sender at the queue's lock for every message.
        Thread.SpinWait(GatherSpins);
        output.Flush();
        Volatile.Write(ref _last, time.GetTimestamp());

        // Whoever wrote before this saw that a flush was coming and did not ask for one; whoever writes after it asks.
        Interlocked.Exchange(ref _scheduled, 0);
        output.Flush();
    }
}
