using System.Diagnostics;

namespace Topiary.Testing;

/// <summary>
/// Waits in real time for something to come to rest: quiet, and with unchanged activity, over several rounds in each of which
/// the thread pool has worked off what was queued before. Used where virtual time must not move on before what it has set off is
/// done.
/// </summary>
internal static class Settling
{
    private const int QuietRounds = 4;
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(5);

    /// <summary>Blocks until at rest; gives up silently after five seconds, when something goes on by itself.</summary>
    /// <param name="isQuiet">Whether nothing is known to be under way.</param>
    /// <param name="activity">A number that changes with everything that happens.</param>
    public static void Wait(Func<bool> isQuiet, Func<long> activity)
    {
        var started = Stopwatch.GetTimestamp();
        var seen = activity();
        for (var round = 0; round < QuietRounds && Stopwatch.GetElapsedTime(started) < s_deadline; round++)
        {
            PassThreadPool();
            var now = activity();
            if (now != seen || !isQuiet())
            {
                seen = now;
                round = -1;
            }
        }
    }

    /// <summary>Waits until at rest, or fails with what is not.</summary>
    /// <param name="obstacle">What is still under way, or null when nothing is.</param>
    /// <param name="activity">A number that changes with everything that happens.</param>
    /// <param name="timeout">How long to wait, in real time.</param>
    /// <param name="ct">Stops the wait.</param>
    /// <exception cref="TimeoutException">It did not come to rest; the message says why.</exception>
    public static async Task WaitAsync(Func<string?> obstacle, Func<long> activity, TimeSpan timeout, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            if (obstacle() is null)
            {
                // What is quiet may only be between two steps: the same again a moment later is rest.
                var before = activity();
                await Pause(ct).ConfigureAwait(false);
                if (obstacle() is null && activity() == before)
                {
                    return;
                }
            }
            else
            {
                await Pause(ct).ConfigureAwait(false);
            }

            if (Stopwatch.GetElapsedTime(started) > timeout && obstacle() is { } reason)
            {
                throw new TimeoutException(FormattableString.Invariant(
                    $"Not idle after {timeout.TotalSeconds:0.###} s of real time: {reason}. What waits for virtual time moves on with Time.Advance."));
            }
        }
    }

    /// <summary>Returns when the thread pool has come to a work item queued now: what was queued before has at least begun.</summary>
    private static void PassThreadPool()
    {
        using var reached = new ManualResetEventSlim();
        ThreadPool.UnsafeQueueUserWorkItem(static reached => reached.Set(), reached, preferLocal: false);
        reached.Wait();
    }

    // Real time on purpose: virtual time stands still while a test waits.
    private static Task Pause(CancellationToken ct) => Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, ct);
}
