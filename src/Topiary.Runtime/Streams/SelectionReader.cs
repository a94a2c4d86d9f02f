using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace Topiary.Runtime;

/// <summary>Reads the messages of one enumeration, and logs those that cannot be read.</summary>
internal sealed class SelectionReader<TMessage>(TopicSelection<TMessage> selection, ILogger logger)
{
    private bool _warnedOfLevels;

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

    public bool TryRead(IncomingMessage message, [MaybeNullWhen(false)] out TMessage value)
    {
        try
        {
            if (selection.TryRead(message, out value))
            {
                return true;
            }
        }
        catch (UnreadablePayloadException e)
        {
            Log.StreamUnreadable(logger, selection.Filter, message.TopicText, e.Message);
            value = default;
            return false;
        }

        if (!_warnedOfLevels)
        {
            _warnedOfLevels = true;
            Log.StreamLevelsUnreadable(logger, selection.Filter, message.TopicText);
        }

        return false;
    }
}
