namespace Topiary.Broker.Tests;

/// <summary>Keeps retained messages beyond the life of a broker.</summary>
internal sealed class RecordingRetainedStore : IRetainedStore
{
    private readonly Dictionary<string, StoredMessage> _messages = [];

    public ValueTask<IReadOnlyList<StoredMessage>> LoadAsync(CancellationToken cancellationToken) => new([.. _messages.Values]);

    public void Set(StoredMessage message) => _messages[Convert.ToHexString(message.Topic.Span)] = message;

    public void Remove(ReadOnlyMemory<byte> topic) => _messages.Remove(Convert.ToHexString(topic.Span));

    public ValueTask CommitAsync(CancellationToken cancellationToken) => default;
}
