using Topiary.Storage;

namespace Topiary.Client;

/// <summary>What the store knows of a message that is not delivered yet.</summary>
/// <remarks>Threading: guarded by the store's lock, except for what is said to be the session's.</remarks>
internal sealed class StoredMessage(long sequence)
{
    /// <summary>Its number; messages are sent in the order of their numbers.</summary>
    public long Sequence { get; } = sequence;

    /// <summary>The record with the message.</summary>
    public LogEntry Message { get; set; }

    /// <summary>The newer record of how far it has come; position 0 when there is none.</summary>
    public LogEntry Change { get; set; }

    public DeliveryProgress Progress { get; set; }

    /// <summary>The frame with its content; null once it is done. The session's.</summary>
    public PublishFrame? Frame { get; set; }

    /// <summary>Length of the topic, while the content is still in a blob.</summary>
    public int BlobTopic { get; init; }

    /// <summary>Length of the properties, while the content is still in a blob.</summary>
    public int BlobProperties { get; init; }

    /// <summary>Position at which it is accepted.</summary>
    public long AcceptedAt { get; init; }

    /// <summary>Position that must be committed before anything of it may be sent. The session's.</summary>
    public long Required { get; set; }
}
