namespace Topiary.Runtime;

/// <summary>Several messages of one method, as generated code reads them. Used by one thread at a time.</summary>
public sealed class MessageBatch
{
    private readonly List<IncomingMessage> _messages;
    private readonly List<(IncomingMessage Message, Exception Failure)> _unreadable = [];

    internal MessageBatch(List<IncomingMessage> messages) => _messages = messages;

    /// <summary>The messages that have not met their end yet.</summary>
    internal IReadOnlyList<IncomingMessage> Messages => _messages;

    /// <summary>Reads the payloads. Messages that cannot be read are taken out, each for its own end.</summary>
    /// <typeparam name="T">Type of a payload.</typeparam>
    /// <param name="serializer">Its serializer.</param>
    /// <returns>The payloads in the order in which the messages came; may be empty.</returns>
    public IReadOnlyList<T> Read<T>(IPayloadSerializer<T> serializer) => ReadAll(message => message.Read(serializer));

    /// <summary>Reads payloads that may be null, which an empty one is.</summary>
    /// <typeparam name="T">Type of a payload.</typeparam>
    /// <param name="serializer">Its serializer.</param>
    /// <returns>The payloads in the order in which the messages came; may be empty.</returns>
    public IReadOnlyList<T?> ReadOptional<T>(IPayloadSerializer<T> serializer) => ReadAll(message => message.ReadOptional(serializer));

    /// <summary>Reads the payloads, each with its message's context.</summary>
    /// <typeparam name="T">Type of a payload.</typeparam>
    /// <param name="serializer">Its serializer.</param>
    /// <returns>Payloads and contexts in the order in which the messages came; may be empty.</returns>
    public IReadOnlyList<Received<T>> ReadReceived<T>(IPayloadSerializer<T> serializer) =>
        ReadAll(message => new Received<T>(message.Read(serializer), message.Context));

    /// <summary>Reads payloads that may be null, each with its message's context.</summary>
    /// <typeparam name="T">Type of a payload.</typeparam>
    /// <param name="serializer">Its serializer.</param>
    /// <returns>Payloads and contexts in the order in which the messages came; may be empty.</returns>
    public IReadOnlyList<Received<T?>> ReadReceivedOptional<T>(IPayloadSerializer<T> serializer) =>
        ReadAll(message => new Received<T?>(message.ReadOptional(serializer), message.Context));

    /// <summary>Takes a message out.</summary>
    internal void Remove(IncomingMessage message) => _messages.Remove(message);

    /// <summary>Gives the messages that could not be read, once.</summary>
    internal List<(IncomingMessage Message, Exception Failure)> TakeUnreadable()
    {
        var taken = _unreadable.ToList();
        _unreadable.Clear();
        return taken;
    }

    private List<TItem> ReadAll<TItem>(Func<IncomingMessage, TItem> read)
    {
        var items = new List<TItem>(_messages.Count);
        for (var i = 0; i < _messages.Count; i++)
        {
            try
            {
                items.Add(read(_messages[i]));
            }
            catch (UnreadablePayloadException e)
            {
                _unreadable.Add((_messages[i], e));
                _messages.RemoveAt(i--);
            }
        }

        return items;
    }
}
