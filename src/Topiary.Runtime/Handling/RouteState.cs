using System.Text;
using Microsoft.Extensions.Logging;

namespace Topiary.Runtime;

/// <summary>What a route's messages share at run time: its options, its counts, and the responder. Thread-safe.</summary>
internal class RouteState(HandlerRouteOptions options, Responder responder, ILogger logger)
{
    private long _unreadableLevels;
    private long _dropped;
    private int _warnedOfMissingAck;

    public HandlerRouteOptions Options { get; } = options;

    public Responder Responder { get; } = responder;

    /// <summary>Messages whose topic did not parse.</summary>
    public long UnreadableLevels => Interlocked.Read(ref _unreadableLevels);

    /// <summary>QoS 0 messages that found the queue full.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    public void OnLevelsUnreadable(IncomingMessage message)
    {
        if (Interlocked.Increment(ref _unreadableLevels) == 1)
        {
            Log.LevelsUnreadable(logger, Options.Name, Options.Filter, Encoding.UTF8.GetString(message.Topic));
        }
    }

    public void OnDropped()
    {
        var dropped = Interlocked.Increment(ref _dropped);
        if (dropped == 1 || dropped % 1000 == 0)
        {
            Log.MessageDropped(logger, Options.Name, Options.Filter, dropped);
        }
    }

    public void OnMissingAck()
    {
        if (Interlocked.Exchange(ref _warnedOfMissingAck, 1) == 0)
        {
            Log.ManualWithoutContext(logger, Options.Name);
        }
    }
}
