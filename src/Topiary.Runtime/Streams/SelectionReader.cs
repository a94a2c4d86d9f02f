using System.Diagnostics.CodeAnalysis;

namespace Topiary.Runtime;

/// <summary>Reads the messages of one enumeration, and logs those that cannot be read.</summary>
internal sealed class SelectionReader<TMessage>(TopicSelection<TMessage> selection, TopicSource source)
{
    private bool _warnedOfLevels;

    /// <summary>Why the message that was read last cannot be read; null when it was, or is not of the selection.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Reads a message that must be of the selection's shape.</summary>
    /// <exception cref="MqttPayloadException">The payload cannot be read.</exception>
    public static bool Read(TopicSelection<TMessage> selection, IncomingMessage message, out TMessage value)
    {
        try
        {
            return selection.TryRead(message, out value);
        }
        catch (UnreadablePayloadException e)
        {
            throw new MqttPayloadException(message.TopicText, $"The message on '{message.TopicText}' cannot be read: {e.Message}", e.InnerException);
        }
    }

    /// <summary>Reads a message through the middleware; false for one that cannot be read, or that the middleware has kept.</summary>
    public async ValueTask<(bool IsRead, TMessage Value)> ReadAsync(IncomingMessage message, HandlePipeline middleware, CancellationToken ct)
    {
        TMessage? value = default;
        var isRead = false;
        Failure = null;
        try
        {
            await middleware.ReadAsync(message, MessageKind.OneWay, selection.Filter, read => isRead = TryRead(read, out value), ct).ConfigureAwait(false);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            Log.StreamUnreadable(source.Logger, selection.Filter, message.TopicText, e.Message);
            isRead = false;
            Failure = e;
        }

        return (isRead, value!);
    }

    public bool TryRead(IncomingMessage message, [MaybeNullWhen(false)] out TMessage value)
    {
        Failure = null;
        try
        {
            if (selection.TryRead(message, out value))
            {
                return true;
            }
        }
        catch (UnreadablePayloadException e)
        {
            Log.StreamUnreadable(source.Logger, selection.Filter, message.TopicText, e.Message);
            value = default;
            Failure = e.InnerException ?? e;
            return false;
        }

        if (!_warnedOfLevels)
        {
            _warnedOfLevels = true;
            Log.StreamLevelsUnreadable(source.Logger, selection.Filter, message.TopicText);
        }

        return false;
    }
}
